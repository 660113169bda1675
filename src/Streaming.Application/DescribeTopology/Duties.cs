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

/// <summary>What a rule asks for, and where the system has the evidence. Whether the rule applies, and is met, is for people to
/// say.</summary>
/// <param name="Rule">Which text.</param>
/// <param name="Place">Article or function.</param>
/// <param name="Asks">What it asks for, in a few words.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Evidence">Operations whose results show it.</param>
/// <param name="Lacks">What is missing; null: nothing.</param>
public sealed record MappedDuty(string Rule, string Place, string Asks, DutyState State, IReadOnlyList<string> Evidence, string? Lacks);

/// <summary>
/// Duties of three texts, as far as a pipeline can serve them: Regulation (EU) 2024/1689 (AI Act), articles 10 to 15, 19 and 86;
/// Regulation (EU) 2016/679 (GDPR), articles 5, 15, 17 and 22; and the functions of the NIST AI Risk Management Framework 1.0.
/// </summary>
static class Duties
{
    const string AiAct = "EU AI Act";
    const string Gdpr = "GDPR";
    const string Nist = "NIST AI RMF";
    const string Errors = "robustness against errors and inconsistencies of inputs";
    const string NoModel = "`score.model`";

    /// <summary>Logs are kept for six months at least (articles 19 (1) and 26 (6)).</summary>
    static readonly TimeSpan SixMonths = TimeSpan.FromDays(184);

    /// <param name="topology">What is declared.</param>
    /// <param name="robust">What disturbed inputs do to the version in use was measured.</param>
    public static IReadOnlyList<MappedDuty> Of(TopologyModel topology, bool robust)
    {
        var model = topology.Score.Model is null ? NoModel : null;
        var reasons = topology.Explain is { Reasons.Count: > 0 } ? null : "`explain.reasons`";
        var rule = ControlCommands.CanFallBack(topology) ? null : "`score.rule` beside the model";
        var keep = topology.Lineage.Keep is null ? "`lineage.keep`" : null;
        var oversight = topology.Oversight is null ? "`oversight.answer_within`" : null;
        var fairness = topology.Fairness is null ? "`fairness`" : null;
        return
        [
            Duty(AiAct, "10", "data governance: what was learnt from", model, "dataset.list"),
            Duty(AiAct, "10 (2) (f)", "possible biases are examined", fairness, "fairness.show"),
            Duty(AiAct, "11, annex IV", "technical documentation", null, "topology.card", "model.card"),
            Duty(AiAct, "12", "a log of every event over the lifetime", null, "lineage.verify", "lineage.find"),
            Duty(AiAct, "13", "what its output means, for those who use it", reasons, "decision.explain"),
            Duty(AiAct, "14 (4) (d)", "people disregard, override or reverse a decision", null, "decision.override", "access.read"),
            Duty(AiAct, "14 (4) (e)", "a stop that leads to a safe state", rule, "control.fallback"),
            Duty(AiAct, "15", "accuracy is declared and followed", model, "model.show", "drift.show"),
            model is null && !robust
                ? Missing(AiAct, "15 (4)", Errors, "no version is in use that was measured when it was trained")
                : Duty(AiAct, "15 (4)", Errors, model, "model.card"),
            topology.Lineage.Keep is { } kept && kept < SixMonths
                ? Missing(AiAct, "19, 26 (6)", "logs are kept for six months at least", "`lineage.keep` is shorter")
                : Duty(AiAct, "19, 26 (6)", "logs are kept for six months at least", null, "lineage.verify"),
            Duty(AiAct, "86", "an explanation of the individual decision", null, "decision.explain"),
            Duty(Gdpr, "5 (1) (e)", "personal data are not kept longer than needed", keep, "retention.apply"),
            Duty(Gdpr, "15 (1) (h)", "meaningful information about the logic involved", null, "decision.explain"),
            Missing(Gdpr, "17", "erasure of one person's data", "lineage is removed by age, not by person"),
            Duty(Gdpr, "22 (3)", "human intervention, and a decision that can be contested", oversight, "contest.list"),
            Duty(Nist, "MEASURE 2.4", "behaviour in production is monitored", model, "drift.show", "goals.show"),
            Duty(Nist, "MEASURE 2.8, 2.9", "transparency and explanation", null, "decision.explain", "explanation.summarise"),
            Duty(Nist, "MEASURE 2.11", "fairness and bias are evaluated", fairness, "fairness.show", "fairness.proxies"),
            Duty(Nist, "MANAGE 2.4", "a system is superseded or disengaged", rule, "control.fallback", "model.rollback"),
            Duty(Nist, "MANAGE 4.1", "appeal, override and change management after deployment", null, "contest.list", "access.read"),
        ];
    }

    static MappedDuty Duty(string rule, string place, string asks, string? undeclared, params string[] evidence) =>
        undeclared is null
            ? new MappedDuty(rule, place, asks, DutyState.Produced, evidence, null)
            : new MappedDuty(rule, place, asks, DutyState.NotDeclared, evidence, $"the file does not declare {undeclared}");

    static MappedDuty Missing(string rule, string place, string asks, string lacks) =>
        new(rule, place, asks, DutyState.NotProvided, [], lacks);
}
