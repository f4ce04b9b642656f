# Reference values for the design-based estimates: run with R and its package `survey`
#   Rscript tests/reference/survey.R > tests/reference/survey.json
# from the folder of the project. The data are invented (two-stage.csv); only the values are kept.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 15)
d <- read.csv("tests/reference/two-stage.csv")
d$top <- as.numeric(d$level >= 4)
d$top2 <- as.numeric(d$second >= 4)
d$one <- 1
npsu <- tapply(d$commune, d$stratum, function(x) length(unique(x)))
d$w <- (d$communes / npsu[as.character(d$stratum)]) *
  (d$served / as.numeric(table(d$commune)[as.character(d$commune)]))

out <- list()
say <- function(name, value) out[[name]] <<- value
one <- function(x, des) c(as.numeric(coef(x)), as.numeric(SE(x)), degf(des))

designs <- list(
  srs = svydesign(id = ~1, data = d),
  srs_fpc = svydesign(id = ~1, data = d, fpc = rep(2000, nrow(d))),
  stratified = svydesign(id = ~1, strata = ~stratum, fpc = ~communes_people, data = transform(d, communes_people = ave(communes * 0, stratum) + c(4000, 2500, 1200)[stratum + 1])),
  one_stage = svydesign(id = ~commune, weights = ~w, data = d),
  one_stage_fpc = svydesign(id = ~commune, weights = ~w, fpc = rep(77, nrow(d)), data = d),
  two_stage = svydesign(id = ~commune + person, strata = ~stratum + NULL, fpc = ~communes + served, data = d)
)
for (name in names(designs)) {
  des <- designs[[name]]
  say(paste0(name, ".mean"), one(svymean(~level, des), des))
  say(paste0(name, ".share"), one(svymean(~top, des), des))
  say(paste0(name, ".deff"), as.numeric(deff(svymean(~top, des, deff = "replace"))))
  say(paste0(name, ".total"), one(svytotal(~top, des), des))
  say(paste0(name, ".ratio"), { r <- svyratio(~satisfied, ~answered, des); c(as.numeric(coef(r)), as.numeric(SE(r)), degf(des)) })
  sub <- subset(des, female == 1)
  say(paste0(name, ".domain"), one(svymean(~top, sub), sub))
  answered <- subset(des, !is.na(second))
  say(paste0(name, ".missing"), one(svymean(~top2, answered), answered))
  for (m in c("logit", "beta", "mean", "asin"))
    say(paste0(name, ".ci_", m), as.numeric(attr(svyciprop(~I(top == 1), des, method = m), "ci")))
  both <- svyby(~top, ~female, des, svymean, covmat = TRUE)
  con <- svycontrast(both, c(-1, 1))
  say(paste0(name, ".difference"), c(as.numeric(coef(con)), as.numeric(SE(con))))
}
small <- subset(designs$two_stage, field == 2 & stratum == 1)
say("two_stage.small_domain", one(svymean(~top, small), small))

des <- designs$two_stage
ps <- postStratify(des, ~female, data.frame(female = c(0, 1), Freq = c(21000, 19500)))
say("poststratified.share", one(svymean(~top, ps), ps))
say("poststratified.mean", one(svymean(~level, ps), ps))
sub <- subset(ps, field == 2)
say("poststratified.domain", one(svymean(~top, sub), sub))
rk <- rake(des, list(~female, ~field), list(
  data.frame(female = c(0, 1), Freq = c(21000, 19500)),
  data.frame(field = 0:3, Freq = c(12000, 9500, 10000, 9000))),
  control = list(maxit = 200, epsilon = 1e-9))
say("raked.share", one(svymean(~top, rk), rk))
say("raked.mean", one(svymean(~level, rk), rk))
say("raked.weights", as.numeric(weights(rk))[1:5])

for (name in c("srs", "stratified", "two_stage")) {
  des <- designs[[name]]
  for (s in c("Chisq", "F")) {
    t <- svychisq(~top + channel, des, statistic = s)
    say(paste0(name, ".rao_scott_", s), as.numeric(c(t$statistic, t$parameter, t$p.value)))
  }
  t <- svychisq(~level + channel, des, statistic = "F")
  say(paste0(name, ".rao_scott_levels"), as.numeric(c(t$statistic, t$parameter, t$p.value)))
  t <- svyttest(level ~ female, des)
  say(paste0(name, ".ttest"), as.numeric(c(t$estimate, t$statistic, t$parameter, t$p.value)))
  t <- svyranktest(level ~ female, des)
  say(paste0(name, ".ranktest"), as.numeric(c(t$estimate, t$statistic, t$parameter, t$p.value)))
  t <- svyranktest(level ~ channel, des)
  say(paste0(name, ".ranktest3"), as.numeric(c(t$statistic, t$parameter, t$p.value)))
}

lonely <- d[!(d$stratum == 2 & d$commune != 200), ]
for (how in c("certainty", "adjust")) {
  options(survey.lonely.psu = how)
  des <- svydesign(id = ~commune, strata = ~stratum, weights = ~w, data = lonely)
  say(paste0("lonely.", how), one(svymean(~top, des), des))
}

cat("{\n", paste(sprintf('  "%s": [%s]', names(out), sapply(out, function(v) paste(format(v, digits = 15, scientific = FALSE, trim = TRUE), collapse = ", "))), collapse = ",\n"), "\n}\n", sep = "")
