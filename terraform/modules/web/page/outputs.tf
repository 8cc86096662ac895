output "html" {
  description = "The page."
  value = templatefile("${path.module}/page.html.tftpl", {
    title      = local.safe_title
    paragraphs = local.safe_paragraphs
  })
}
