using Streaming.Topology.Model;

namespace Streaming.Application.DescribeTopology;

/// <summary>Whether what a duty asks for is there.</summary>
public enum DutyState
{
    /// <summary>The system produces it.</summary>
    Produced,

    /// <summary>It would, if the topology's file said so.</summary>
    NotDeclared,

    /// <summary>It does not; whoever runs the system sees to it otherwise.</summary>
    NotProvided,
}

/// <summary>What a rule asks for, and where the system has the evidence. Whether the rule applies, and is met, is for people to say.</summary>
/// <param name="Rule">Which text.</param>
/// <param name="Place">Article or function.</param>
/// <param name="Asks">What it asks for, in a few words.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Evidence">The command that shows it, or what is missing.</param>
public sealed record MappedDuty(string Rule, string Place, string Asks, DutyState State, string Evidence);

/// <summary>
/// Duties of three texts, as far as a pipeline can serve them: Regulation (EU) 2024/1689 (AI Act), articles 10 to 15, 19 and 86; Regulation
/// (EU) 2016/679 (GDPR), articles 5, 15, 17 and 22; and the functions of the NIST AI Risk Management Framework 1.0.
/// </summary>
static class Duties
{
    const string AiAct = "EU AI Act";
    const string Gdpr = "GDPR";
    const string Nist = "NIST AI RMF";

    /// <summary>Logs are kept for six months at least (articles 19 (1) and 26 (6)).</summary>
    static readonly TimeSpan SixMonths = TimeSpan.FromDays(184);

    public static IReadOnlyList<MappedDuty> Of(TopologyModel topology)
    {
        var (name, model) = (topology.Name, topology.Score.Model);
        var explained = model is null
            ? (DutyState.Produced, $"the rule itself: streaming explain {name} ID")
            : (DutyState.Produced, $"streaming explain {name} ID");
        return
        [
            Duty(AiAct, "10", "data governance: where data come from, and what was learnt from", Has(model), "streaming datasets list"),
            Duty(
                AiAct,
                "10 (2) (f)",
                "possible biases are examined",
                topology.Fairness is null ? DutyState.NotDeclared : DutyState.Produced,
                topology.Fairness is null ? "declare `fairness`" : $"streaming fairness show {name}"
            ),
            Duty(AiAct, "11, annex IV", "technical documentation", Has(model), $"this card, and streaming models card {model} VERSION"),
            Duty(AiAct, "12", "a log of every event over the lifetime", DutyState.Produced, $"streaming verify {name}"),
            Duty(
                AiAct,
                "13",
                "what its output means, for those who use it",
                topology.Explain is { Reasons.Count: > 0 } ? DutyState.Produced : DutyState.NotDeclared,
                topology.Explain is { Reasons.Count: > 0 } ? $"streaming explain {name} ID" : "declare `explain.reasons`"
            ),
            Duty(
                AiAct,
                "14 (4) (d)",
                "people disregard, override or reverse a decision",
                DutyState.Produced,
                $"streaming override {name} ID --decision D, streaming access --operation decision"
            ),
            Duty(
                AiAct,
                "14 (4) (e)",
                "a stop that leads to a safe state",
                ControlCommands.CanFallBack(topology) ? DutyState.Produced : DutyState.NotDeclared,
                ControlCommands.CanFallBack(topology) ? $"streaming stop --safe {name}" : "declare `score.rule` beside the model"
            ),
            Duty(
                AiAct,
                "15",
                "accuracy is declared and followed",
                Has(model),
                $"streaming models show {model}, streaming drift show {name}"
            ),
            Duty(
                AiAct,
                "19, 26 (6)",
                "logs are kept for six months at least",
                topology.Lineage.Keep is { } keep && keep < SixMonths ? DutyState.NotProvided : DutyState.Produced,
                topology.Lineage.Keep is { } kept && kept < SixMonths ? "`lineage.keep` is shorter" : $"streaming retention {name}"
            ),
            Duty(AiAct, "86", "an explanation of the individual decision", explained.Item1, explained.Item2),
            Duty(
                Gdpr,
                "5 (1) (e)",
                "personal data are not kept longer than needed",
                topology.Lineage.Keep is null ? DutyState.NotDeclared : DutyState.Produced,
                topology.Lineage.Keep is null ? "declare `lineage.keep`" : $"streaming retention {name}"
            ),
            Duty(Gdpr, "15 (1) (h)", "meaningful information about the logic involved", explained.Item1, explained.Item2),
            Duty(Gdpr, "17", "erasure of one person's data", DutyState.NotProvided, "lineage is removed by age, not by person"),
            Duty(
                Gdpr,
                "22 (3)",
                "human intervention, and a decision that can be contested",
                topology.Oversight is null ? DutyState.NotDeclared : DutyState.Produced,
                topology.Oversight is null ? "declare `oversight.answer_within`" : $"streaming contests list {name}"
            ),
            Duty(
                Nist,
                "MEASURE 2.4",
                "behaviour in production is monitored",
                Has(model),
                $"streaming drift show {name}, streaming goals show {name}"
            ),
            Duty(Nist, "MEASURE 2.8, 2.9", "transparency and explanation", explained.Item1, explained.Item2),
            Duty(
                Nist,
                "MEASURE 2.11",
                "fairness and bias are evaluated",
                topology.Fairness is null ? DutyState.NotDeclared : DutyState.Produced,
                topology.Fairness is null ? "declare `fairness`" : $"streaming fairness show {name}, streaming fairness proxies {name}"
            ),
            Duty(
                Nist,
                "MANAGE 2.4",
                "a system is superseded, disengaged or deactivated",
                ControlCommands.CanFallBack(topology) ? DutyState.Produced : DutyState.NotDeclared,
                $"streaming stop --safe {name}, streaming models rollback {model}"
            ),
            Duty(Nist, "MANAGE 4.1", "appeal, override and change management after deployment", DutyState.Produced, "streaming access"),
        ];
    }

    /// <summary>What comes of a model is there where one scores.</summary>
    static DutyState Has(string? model) => model is null ? DutyState.NotDeclared : DutyState.Produced;

    static MappedDuty Duty(string rule, string place, string asks, DutyState state, string evidence) =>
        new(rule, place, asks, state, evidence);
}
