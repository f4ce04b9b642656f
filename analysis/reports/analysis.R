# Shares from the micro-data, held against the figures of the report.
# Run in the folder of the unpacked files:  Rscript analysis.R      (needs the package survey)
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 10)
d <- read.csv("data.csv", na.strings = "", colClasses = c(place = "character"), encoding = "UTF-8")
levels <- read.csv("levels.csv", encoding = "UTF-8")
figures <- read.csv("figures.csv", na.strings = "", encoding = "UTF-8")
none <- 996                                  # 996-999: hidden, not asked, not applicable, skipped
good <- levels$level[levels$satisfied == 1]
d$row <- seq_len(nrow(d))
design <- if (!all(is.na(d$fpc2))) {
  svydesign(id = ~place + row, strata = ~stratum + NULL, fpc = ~fpc1 + fpc2, weights = ~weight, data = d)
} else if (!all(is.na(d$fpc1))) {
  svydesign(id = ~1, strata = ~stratum, fpc = ~fpc1, weights = ~weight, data = d)
} else {
  svydesign(id = ~1, weights = ~weight, data = d)
}
out <- data.frame()
for (i in seq_len(nrow(figures))) {
  asked <- strsplit(figures$criteria[i], " ")[[1]]
  ratings <- as.matrix(d[asked])
  answered <- ratings < none
  one <- update(design, answers = rowSums(answered), satisfied = rowSums(answered & matrix(ratings %in% good, nrow(ratings))))
  if (sum(answered) == 0) next
  found <- svyratio(~satisfied, ~answers, one)
  out <- rbind(out, data.frame(
    figure = figures$figure[i], report = figures$share[i], file = as.numeric(coef(found)),
    se = as.numeric(SE(found)), n = sum(answered), reproduced = figures$reproduced[i]))
}
print(out, row.names = FALSE)
wrong <- out$reproduced == 1 & (is.na(out$report) | abs(out$report - out$file) > 1e-9)
cat("Figures that the file reproduces:", sum(out$reproduced == 1), "of", nrow(figures), "\n")
cat("Not reproduced, because criteria are hidden or rows left out in some places:",
    if (any(figures$reproduced == 0)) figures$figure[figures$reproduced == 0] else "none", "\n")
if (any(wrong)) stop("not as in the report: ", paste(out$figure[wrong], collapse = " "))
