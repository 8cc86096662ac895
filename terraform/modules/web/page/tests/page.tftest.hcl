variables {
  title     = "Shop"
  body      = "We are open {{HOURS}}.\n\nCome in."
  variables = { HOURS = "9 to 5" }
}

run "empty_lines_begin_paragraphs" {
  command = plan

  assert {
    condition     = strcontains(output.html, "<p dir=\"auto\">We are open 9 to 5.</p>\n<p dir=\"auto\">Come in.</p>")
    error_message = "There must be two paragraphs, with the variable's value."
  }

  assert {
    condition     = strcontains(output.html, "<title>Shop</title>")
    error_message = "The title must name the tab."
  }
}

run "nothing_is_taken_for_html" {
  command = plan

  variables {
    title     = "<script>alert(1)</script> & \"more\""
    body      = "<b>{{HOURS}}</b> & one\nline"
    variables = { HOURS = "<i>9 < 17</i>" }
  }

  assert {
    condition     = !strcontains(output.html, "<script") && !strcontains(output.html, "<b>") && !strcontains(output.html, "<i")
    error_message = "Neither text nor variables may become HTML."
  }

  assert {
    condition     = strcontains(output.html, "<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</title>")
    error_message = "The title must be shown as it was written."
  }

  assert {
    condition     = strcontains(output.html, "&lt;i&gt;9 &lt; 17&lt;/i&gt;&lt;/b&gt; &amp; one<br>\nline")
    error_message = "Every sign must be shown as it was written."
  }
}

run "what_names_no_variable_stays" {
  command = plan

  variables {
    body = "{{UNKNOWN}} {{ HOURS }} {{HOURS}}{{HOURS}} {{"
  }

  assert {
    condition     = strcontains(output.html, "{{UNKNOWN}} {{ HOURS }} 9 to 59 to 5 {{")
    error_message = "Only the names of variables are replaced."
  }
}

run "template_marks_are_text" {
  command = plan

  variables {
    body = "$${HOURS} %%{ if true }"
  }

  assert {
    condition     = strcontains(output.html, "$${HOURS} %%{ if true }")
    error_message = "The text is no template."
  }
}

run "a_page_without_a_title_is_refused" {
  command = plan

  variables {
    title = ""
  }

  expect_failures = [var.title]
}
