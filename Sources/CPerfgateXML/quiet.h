#pragma once

#include <libxml/xmlerror.h>

/// The error handler of this thread before it was replaced.
typedef struct perfgate_xml_quiet {
  xmlStructuredErrorFunc function;
  void *context;
} perfgate_xml_quiet;

/// Prepares libxml2 once for the process.
void perfgate_xml_prepare(void);

/// Sends this thread's errors to a function: what libxml2 reports outside of any context is printed otherwise.
perfgate_xml_quiet perfgate_xml_quiet_begin(xmlStructuredErrorFunc function, void *context);

/// Puts this thread's error handler back.
void perfgate_xml_quiet_end(perfgate_xml_quiet saved);
