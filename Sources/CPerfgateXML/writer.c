#include "perfgate_xml.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>

#include "quiet.h"

struct perfgate_xml_writer {
  xmlTextWriterPtr text;
  perfgate_xml_sink sink;
  void *context;
  int sink_failed;
  char message[256];
};

static int write_bytes(void *context, const char *bytes, int count) {
  perfgate_xml_writer *writer = context;
  if (writer->sink == NULL || count <= 0) return count;
  if (writer->sink_failed) return -1;
  if (writer->sink(writer->context, bytes, (size_t)count) != 0) {
    writer->sink_failed = 1;
    return -1;
  }
  return count;
}

static void remember(void *context, xmlErrorPtr error) {
  perfgate_xml_writer *writer = context;
  if (error == NULL || error->message == NULL || writer->message[0] != 0) return;
  snprintf(writer->message, sizeof writer->message, "%s", error->message);
}

/// A message of libxml2 is a refusal even where the call returns success: bad bytes are only complained about.
static perfgate_xml_status status_of(const perfgate_xml_writer *writer, int result) {
  if (writer->sink_failed) return PERFGATE_XML_CALLER_FAILED;
  if (result < 0 || writer->message[0] != 0) return PERFGATE_XML_REFUSED;
  return PERFGATE_XML_OK;
}

perfgate_xml_writer *perfgate_xml_writer_create(perfgate_xml_sink sink, void *context) {
  perfgate_xml_prepare();
  perfgate_xml_writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL) return NULL;
  writer->sink = sink;
  writer->context = context;
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  xmlOutputBufferPtr output = xmlOutputBufferCreateIO(write_bytes, NULL, writer, NULL);
  if (output != NULL) {
    writer->text = xmlNewTextWriter(output);
    if (writer->text == NULL) xmlOutputBufferClose(output);
  }
  int result = -1;
  if (writer->text != NULL) {
    xmlTextWriterSetIndent(writer->text, 1);
    xmlTextWriterSetIndentString(writer->text, BAD_CAST "  ");
    result = xmlTextWriterStartDocument(writer->text, "1.0", "UTF-8", NULL);
  }
  perfgate_xml_quiet_end(saved);
  if (result < 0) {
    perfgate_xml_writer_destroy(writer);
    return NULL;
  }
  return writer;
}

perfgate_xml_status perfgate_xml_writer_start(perfgate_xml_writer *writer, const char *name) {
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  int result = xmlTextWriterStartElement(writer->text, BAD_CAST name);
  perfgate_xml_quiet_end(saved);
  return status_of(writer, result);
}

perfgate_xml_status perfgate_xml_writer_attribute(perfgate_xml_writer *writer, const char *name,
                                                  const char *value) {
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  int result = xmlTextWriterWriteAttribute(writer->text, BAD_CAST name, BAD_CAST value);
  perfgate_xml_quiet_end(saved);
  return status_of(writer, result);
}

perfgate_xml_status perfgate_xml_writer_text(perfgate_xml_writer *writer, const char *text) {
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  int result = xmlTextWriterWriteString(writer->text, BAD_CAST text);
  perfgate_xml_quiet_end(saved);
  return status_of(writer, result);
}

perfgate_xml_status perfgate_xml_writer_end(perfgate_xml_writer *writer) {
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  int result = xmlTextWriterEndElement(writer->text);
  perfgate_xml_quiet_end(saved);
  return status_of(writer, result);
}

perfgate_xml_status perfgate_xml_writer_finish(perfgate_xml_writer *writer) {
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  int result = xmlTextWriterEndDocument(writer->text);
  if (result >= 0) result = xmlTextWriterFlush(writer->text);
  perfgate_xml_quiet_end(saved);
  return status_of(writer, result);
}

const char *perfgate_xml_writer_message(const perfgate_xml_writer *writer) {
  return writer->message;
}

void perfgate_xml_writer_destroy(perfgate_xml_writer *writer) {
  if (writer == NULL) return;
  writer->sink = NULL;
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(remember, writer);
  if (writer->text != NULL) xmlFreeTextWriter(writer->text);
  perfgate_xml_quiet_end(saved);
  free(writer);
}
