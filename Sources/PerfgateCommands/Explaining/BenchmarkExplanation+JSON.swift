import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

extension BenchmarkExplanation {
  /// The explanation for machines; numbers are ratios and base units.
  var json: JSONValue {
    .object(
      [
        "id": .string(plan.key.id.text), "params": .texts(plan.key.parameters),
        "suite": plan.key.suite.map(JSONValue.string),
        "place": plan.location.members, "tags": .strings(plan.tags),
        "command": .string(plan.command),
        "repeats": plan.repeats.map(JSONValue.integer),
        "stages": plan.stages.map(JSONValue.string), "profile": profile.map(JSONValue.string),
        "fail_on": .string(configuration.gate.failOn?.rawValue ?? "never"),
        "rules": .array(
          rules.map { rule in
            .object(["place": rule.location.members, "match": .string(rule.subject)])
          }
        ),
        "metrics": .array(metrics.map(json)),
        "not_judged": .strings(unjudged),
      ],
      omittingNil: true
    )
  }

  private func json(of metric: RuleExplanation) -> JSONValue {
    let rule = metric.effective
    return .object(
      [
        "metric": .string(metric.metric.name), "unit": .string(metric.metric.unit.rawValue),
        "judged": .bool(metric.isJudged), "limit": rule.limit.map(JSONValue.number),
        "tolerance": .number(rule.tolerance),
        "against": .object(
          [
            "limit": rule.against.limit.map(JSONValue.number),
            "tolerance": .number(rule.against.tolerance),
          ],
          omittingNil: true
        ),
        "min_delta": rule.minimumDelta.map(JSONValue.number),
        "severity": .string(rule.severity.rawValue), "optional": .bool(rule.isOptional),
        "owner": rule.owner.map(JSONValue.string),
        "budget": rule.budget.map { budget in
          .object(
            [
              "max": budget.maximum.map(JSONValue.number),
              "min": budget.minimum.map(JSONValue.number),
              "ratchet": budget.ratchet.map(JSONValue.number),
              "on_existing": .string(budget.onExisting.rawValue),
            ],
            omittingNil: true
          )
        },
        "settings": .array(metric.settings.map(json)),
        "baseline": reaches[metric.metric.name].map(json),
      ],
      omittingNil: true
    )
  }

  private func json(of setting: RuleExplanation.Setting) -> JSONValue {
    .object([
      "name": .string(setting.name),
      "steps": .array(
        setting.steps.map { step in
          .object(
            [
              "from": .string(step.origin.rawValue), "value": .string(step.value),
              "place": step.place?.members,
            ],
            omittingNil: true
          )
        }
      ),
    ])
  }

  private func json(of reach: BaselineReach) -> JSONValue {
    .object(
      [
        "level": .number(reach.level.center), "n": .integer(reach.level.count),
        "recordings": .integer(reach.level.recordings),
        "provable": reach.provable.map { .number($0.estimate) },
        "provable_scale": reach.provable.map { .string($0.scale.rawValue) },
        "recordings_needed": reach.recordingsNeeded.map(JSONValue.integer),
      ],
      omittingNil: true
    )
  }
}

extension SourcePlace {
  /// The place as a JSON object.
  var members: JSONValue {
    .object(
      [
        "file": .string(file), "line": line.map(JSONValue.integer),
        "column": column.map(JSONValue.integer),
      ],
      omittingNil: true
    )
  }
}
