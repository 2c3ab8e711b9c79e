#include "quiet.h"

#include <libxml/globals.h>
#include <libxml/parser.h>
#include <pthread.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;

static void prepare(void) { xmlInitParser(); }

void perfgate_xml_prepare(void) { pthread_once(&prepared, prepare); }

perfgate_xml_quiet perfgate_xml_quiet_begin(xmlStructuredErrorFunc function, void *context) {
  perfgate_xml_quiet saved = {xmlStructuredError, xmlStructuredErrorContext};
  xmlSetStructuredErrorFunc(context, function);
  return saved;
}

void perfgate_xml_quiet_end(perfgate_xml_quiet saved) {
  xmlSetStructuredErrorFunc(saved.context, saved.function);
}
