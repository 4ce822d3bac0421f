/* Typed doors to the fields of libyaml's events, which are a union. */
#ifndef TROPEBUILD_CYAML_SHIM_H
#define TROPEBUILD_CYAML_SHIM_H

#include <yaml.h>

/// What an event of a node says of it; text is valid until the event is deleted, and a null pointer where there is none.
typedef struct {
  const unsigned char *anchor;
  const unsigned char *tag;
  const unsigned char *value;
  size_t length;
  int is_plain;
} cyaml_node;

/// The fields of an alias, a scalar or the start of a collection.
static inline cyaml_node cyaml_node_of(const yaml_event_t *event) {
  cyaml_node node = {0, 0, 0, 0, 0};
  switch (event->type) {
  case YAML_ALIAS_EVENT:
    node.anchor = event->data.alias.anchor;
    break;
  case YAML_SCALAR_EVENT:
    node.anchor = event->data.scalar.anchor;
    node.tag = event->data.scalar.tag;
    node.value = event->data.scalar.value;
    node.length = event->data.scalar.length;
    node.is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    break;
  case YAML_SEQUENCE_START_EVENT:
    node.anchor = event->data.sequence_start.anchor;
    node.tag = event->data.sequence_start.tag;
    break;
  case YAML_MAPPING_START_EVENT:
    node.anchor = event->data.mapping_start.anchor;
    node.tag = event->data.mapping_start.tag;
    break;
  default:
    break;
  }
  return node;
}

#endif
