# A table of a release of Ascribe as a data frame, in base R 4.0 or newer:
#
#   source("ascribe.R")
#   spans <- ascribe_release("https://ascribe.example.org", Sys.getenv("ASCRIBE_TOKEN"), "port-strike", 3, "spans")
#
# Tables: documents, spans, attributions, parts, actors, topics. Parquet is read where the package arrow is installed,
# else CSV, in which what is empty becomes NA. start_char and end_char are half-open and count code points from 0:
# substring(text, start_char + 1, end_char).
#
# The SHA-256 is compared with the manifest's by R 4.5 or newer, or by the package digest; without both there is a
# warning.

ascribe_release <- function(url, token, project, number, table = "spans", folder = tempdir()) {
  manifest <- ascribe_file(url, token, project, number, "MANIFEST.sha256", folder)
  lines <- readLines(manifest, encoding = "UTF-8")
  known <- setNames(substr(lines, 1, 64), substring(lines, 67))
  suffix <- if (requireNamespace("arrow", quietly = TRUE)) "parquet" else "csv"
  name <- sprintf("data/%s.%s", table, suffix)
  if (!name %in% names(known)) stop(sprintf("There is no table \"%s\" in release %d.", table, as.integer(number)))
  file <- ascribe_file(url, token, project, number, name, folder)
  found <- ascribe_sha256(file)
  if (is.na(found)) {
    warning("The SHA-256 was not checked: install.packages(\"digest\")")
  } else if (found != known[[name]]) {
    unlink(file)
    stop(sprintf("%s did not arrive whole: it has another SHA-256 than the release.", name))
  }
  if (suffix == "parquet") return(arrow::read_parquet(file))
  read.csv(file, encoding = "UTF-8", na.strings = "", stringsAsFactors = FALSE)
}

ascribe_file <- function(url, token, project, number, name, folder) {
  address <- sprintf("%s/api/v1/projects/%s/releases/%d/files/%s", sub("/+$", "", url), project, as.integer(number), name)
  target <- file.path(folder, sprintf("%s-%d", project, as.integer(number)), name)
  dir.create(dirname(target), recursive = TRUE, showWarnings = FALSE)
  part <- paste0(target, ".part")
  on.exit(unlink(part))
  headers <- c(Authorization = paste("Bearer", token))
  status <- download.file(address, part, mode = "wb", quiet = TRUE, method = "libcurl", headers = headers)
  if (status != 0 || !file.rename(part, target)) stop(sprintf("%s could not be fetched.", address))
  target
}

ascribe_sha256 <- function(file) {
  if (exists("sha256sum", envir = asNamespace("tools"), inherits = FALSE)) return(unname(tools::sha256sum(file)))
  if (requireNamespace("digest", quietly = TRUE)) return(digest::digest(file = file, algo = "sha256"))
  NA_character_
}
