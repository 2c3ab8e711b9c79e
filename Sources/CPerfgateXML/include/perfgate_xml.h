/// A small opaque layer over libxml2: a streaming writer and a streaming, validating reader.
///
/// No type, macro or allocation of libxml2 leaves this layer. It touches no network and no file, expands no external
/// entity, refuses documents with a DOCTYPE, and prints nothing.

#pragma once

#include <stddef.h>

/// What became of a call; 0 is success.
typedef enum perfgate_xml_status {
  PERFGATE_XML_OK = 0,
  PERFGATE_XML_OUT_OF_MEMORY = 1,
  /// The caller's sink or source reported a failure of its own.
  PERFGATE_XML_CALLER_FAILED = 2,
  /// libxml2 refused what it was given.
  PERFGATE_XML_REFUSED = 3,
  /// The document is not well-formed.
  PERFGATE_XML_MALFORMED = 4,
  /// The document does not obey the schema.
  PERFGATE_XML_INVALID = 5,
  /// The schema itself is wrong, or refers to other files.
  PERFGATE_XML_BAD_SCHEMA = 6,
  /// The document declares a document type.
  PERFGATE_XML_DOCTYPE = 7
} perfgate_xml_status;

/// Takes bytes of a document; returns 0, or anything else to stop writing.
typedef int (*perfgate_xml_sink)(void *context, const char *bytes, size_t count);

/// Fills a buffer with the next bytes of a document; returns their number, 0 at the end, or -1 on failure.
typedef long (*perfgate_xml_source)(void *context, char *buffer, size_t capacity);

/// A document that is being written.
typedef struct perfgate_xml_writer perfgate_xml_writer;

/// Starts a document in UTF-8; NULL when memory is exhausted.
perfgate_xml_writer *perfgate_xml_writer_create(perfgate_xml_sink sink, void *context);

/// Opens an element. Names and values are NUL-terminated UTF-8 within the characters that XML 1.0 allows.
perfgate_xml_status perfgate_xml_writer_start(perfgate_xml_writer *writer, const char *name);

/// Adds an attribute to the element opened last.
perfgate_xml_status perfgate_xml_writer_attribute(perfgate_xml_writer *writer, const char *name,
                                                  const char *value);

/// Adds text to the open element.
perfgate_xml_status perfgate_xml_writer_text(perfgate_xml_writer *writer, const char *text);

/// Closes the element opened last.
perfgate_xml_status perfgate_xml_writer_end(perfgate_xml_writer *writer);

/// Closes what is open and hands the last bytes to the sink.
perfgate_xml_status perfgate_xml_writer_finish(perfgate_xml_writer *writer);

/// What libxml2 said about the last refusal; empty where it said nothing.
const char *perfgate_xml_writer_message(const perfgate_xml_writer *writer);

/// Frees a writer; the sink is not called any more.
void perfgate_xml_writer_destroy(perfgate_xml_writer *writer);

/// What a reader reports, in the order of the document. Any function may be NULL.
typedef struct perfgate_xml_events {
  void *context;
  void (*start)(void *context, const char *name);
  void (*attribute)(void *context, const char *name, const char *value);
  void (*text)(void *context, const char *text);
  void (*end)(void *context, const char *name);
  /// A fault of the document or the schema, with libxml2's code and the line in it, from 1.
  void (*problem)(void *context, int code, int line, const char *message);
} perfgate_xml_events;

/// Reads a document as a stream and validates it against an XSD.
///
/// `schema` may be NULL: then only well-formedness is checked. At most 20 problems are reported.
perfgate_xml_status perfgate_xml_read(perfgate_xml_source source, void *source_context,
                                      const char *schema, size_t schema_length,
                                      const perfgate_xml_events *events);
