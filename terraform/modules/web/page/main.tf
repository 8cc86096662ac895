# The page of a website, as HTML: a title and a text whose empty lines begin paragraphs, with nothing in it taken for
# HTML. `{{NAME}}` in the text becomes the value of the variable of that name. Makes nothing.

terraform {
  required_version = "~> 1.5"
}

locals {
  # What begins with {{NAME}} is given the variable's value; any other {{ stays as it is.
  parts = split("{{", var.body)
  pieces = concat(slice(local.parts, 0, 1), [
    for part in slice(local.parts, 1, length(local.parts)) :
    try(
      "${var.variables[regex("^([A-Z_][A-Z0-9_]*)\\}\\}", part)[0]]}${replace(part, "/^[A-Z_][A-Z0-9_]*\\}\\}/", "")}",
      "{{${part}",
    )
  ])
  text = join("", local.pieces)

  paragraphs = [for text in split("\n\n", replace(replace(local.text, "\r\n", "\n"), "/\\n{3,}/", "\n\n")) : text if trimspace(text) != ""]

  # In this order: what replaces & must not be replaced again.
  safe_title      = replace(replace(replace(replace(var.title, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;")
  safe_paragraphs = [for text in local.paragraphs : replace(replace(replace(replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\n", "<br>\n")]
}
