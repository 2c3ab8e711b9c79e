#include "perfgate_xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "quiet.h"

enum { maximum_problems = 20 };

/// What one reading needs; the callbacks of libxml2 all get it.
typedef struct reading {
  perfgate_xml_source source;
  void *source_context;
  const perfgate_xml_events *events;
  int problems;
  int source_failed;
  int out_of_memory;
} reading;

static void report(void *context, xmlErrorPtr error) {
  reading *state = context;
  if (error == NULL || error->level == XML_ERR_WARNING) return;
  if (error->code == XML_ERR_NO_MEMORY) state->out_of_memory = 1;
  state->problems += 1;
  if (state->problems > maximum_problems || state->events->problem == NULL) return;
  char message[512];
  snprintf(message, sizeof message, "%s", error->message ? error->message : "unknown error");
  size_t length = strlen(message);
  while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == ' ')) {
    message[--length] = 0;
  }
  state->events->problem(state->events->context, error->code, error->line, message);
}

static int read_bytes(void *context, char *buffer, int capacity) {
  reading *state = context;
  if (state->source_failed || capacity <= 0) return state->source_failed ? -1 : 0;
  long count = state->source(state->source_context, buffer, (size_t)capacity);
  if (count < 0 || count > capacity) {
    state->source_failed = 1;
    return -1;
  }
  return (int)count;
}

/// Whether a schema would make libxml2 load another file.
static int refers_elsewhere(xmlDocPtr document) {
  xmlNodePtr root = xmlDocGetRootElement(document);
  if (root == NULL || document->intSubset != NULL) return 1;
  for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
    if (node->type != XML_ELEMENT_NODE) continue;
    if (xmlStrEqual(node->name, BAD_CAST "import") || xmlStrEqual(node->name, BAD_CAST "include") ||
        xmlStrEqual(node->name, BAD_CAST "redefine")) {
      return 1;
    }
  }
  return 0;
}

static xmlSchemaPtr parse_schema(reading *state, const char *bytes, size_t length) {
  if (length > INT_MAX) return NULL;
  xmlDocPtr document = xmlReadMemory(bytes, (int)length, NULL, NULL, XML_PARSE_NONET);
  if (document == NULL) return NULL;
  xmlSchemaPtr schema = NULL;
  if (!refers_elsewhere(document)) {
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewDocParserCtxt(document);
    if (parser != NULL) {
      xmlSchemaSetParserStructuredErrors(parser, report, state);
      schema = xmlSchemaParse(parser);
      xmlSchemaFreeParserCtxt(parser);
    }
  }
  xmlFreeDoc(document);
  return schema;
}

static void hand_out_start(xmlTextReaderPtr reader, const perfgate_xml_events *events) {
  const char *name = (const char *)xmlTextReaderConstName(reader);
  int is_empty = xmlTextReaderIsEmptyElement(reader) == 1;
  if (events->start != NULL) events->start(events->context, name);
  while (events->attribute != NULL && xmlTextReaderMoveToNextAttribute(reader) == 1) {
    const xmlChar *value = xmlTextReaderConstValue(reader);
    events->attribute(events->context, (const char *)xmlTextReaderConstName(reader),
                      value ? (const char *)value : "");
  }
  xmlTextReaderMoveToElement(reader);
  if (is_empty && events->end != NULL) events->end(events->context, name);
}

static void hand_out_text(xmlTextReaderPtr reader, const perfgate_xml_events *events) {
  const xmlChar *value = xmlTextReaderConstValue(reader);
  if (events->text != NULL && value != NULL) events->text(events->context, (const char *)value);
}

static perfgate_xml_status read_nodes(reading *state, xmlTextReaderPtr reader) {
  const perfgate_xml_events *events = state->events;
  int result;
  while ((result = xmlTextReaderRead(reader)) == 1) {
    switch (xmlTextReaderNodeType(reader)) {
      case XML_READER_TYPE_DOCUMENT_TYPE:
        return PERFGATE_XML_DOCTYPE;
      case XML_READER_TYPE_ELEMENT:
        hand_out_start(reader, events);
        break;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        hand_out_text(reader, events);
        break;
      case XML_READER_TYPE_END_ELEMENT:
        if (events->end != NULL) {
          events->end(events->context, (const char *)xmlTextReaderConstName(reader));
        }
        break;
      default:
        break;
    }
  }
  if (state->source_failed) return PERFGATE_XML_CALLER_FAILED;
  if (state->out_of_memory) return PERFGATE_XML_OUT_OF_MEMORY;
  return result < 0 ? PERFGATE_XML_MALFORMED : PERFGATE_XML_OK;
}

static perfgate_xml_status read_document(reading *state, xmlSchemaPtr schema) {
  // Without XML_PARSE_NOENT and XML_PARSE_DTDLOAD no entity is replaced and no other file is opened.
  xmlTextReaderPtr reader = xmlReaderForIO(read_bytes, NULL, state, NULL, NULL, XML_PARSE_NONET);
  if (reader == NULL) return PERFGATE_XML_OUT_OF_MEMORY;
  xmlTextReaderSetStructuredErrorHandler(reader, report, state);
  xmlSchemaValidCtxtPtr validator = schema ? xmlSchemaNewValidCtxt(schema) : NULL;
  perfgate_xml_status status = PERFGATE_XML_OUT_OF_MEMORY;
  if (schema == NULL) {
    status = read_nodes(state, reader);
  } else if (validator != NULL && xmlTextReaderSchemaValidateCtxt(reader, validator, 0) == 0) {
    xmlSchemaSetValidStructuredErrors(validator, report, state);
    status = read_nodes(state, reader);
    if (status == PERFGATE_XML_OK && (state->problems > 0 || xmlTextReaderIsValid(reader) != 1)) {
      status = PERFGATE_XML_INVALID;
    }
  }
  xmlFreeTextReader(reader);
  xmlSchemaFreeValidCtxt(validator);
  return status;
}

perfgate_xml_status perfgate_xml_read(perfgate_xml_source source, void *source_context,
                                      const char *schema, size_t schema_length,
                                      const perfgate_xml_events *events) {
  perfgate_xml_prepare();
  reading state = {source, source_context, events, 0, 0, 0};
  perfgate_xml_quiet saved = perfgate_xml_quiet_begin(report, &state);
  xmlSchemaPtr parsed = schema ? parse_schema(&state, schema, schema_length) : NULL;
  perfgate_xml_status status = PERFGATE_XML_BAD_SCHEMA;
  if (schema == NULL || parsed != NULL) status = read_document(&state, parsed);
  xmlSchemaFree(parsed);
  perfgate_xml_quiet_end(saved);
  return status;
}
