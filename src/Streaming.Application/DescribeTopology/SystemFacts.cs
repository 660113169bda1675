using System.Globalization;
using Streaming.Application.DescribeModel;
using Streaming.Application.Services;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Models;
using Streaming.Models.References;
using Streaming.Store.Contests;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Topology.Shapes;

namespace Streaming.Application.DescribeTopology;

/// <summary>What is known of a system now, from its file, its lineage, its model and the histories of those who watch over it.</summary>
static class SystemFacts
{
    public static async Task<IReadOnlyList<CardFact>> OfAsync(
        PipelinePlan plan,
        StreamingServices services,
        RegisteredModel? champion,
        Robustness? robustness,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var topology = plan.Topology;
        var streams = await (await services.LineageAsync(stop)).ListStreamsAsync(topology.Name, stop);
        var (contests, altered) = await (await services.ContestsAsync(stop)).ReadAsync(topology.Name, stop);
        return
        [
            .. What(topology),
            .. Data(topology),
            .. Model(topology, champion, robustness),
            .. Record(topology, plan.Final.Name, streams),
            .. Oversight(topology, contests, altered.Count, now),
            .. Explanations(topology.Explain),
            .. Fairness(topology.Fairness),
            .. Learning(topology),
        ];
    }

    static IEnumerable<CardFact> What(TopologyModel topology) =>
        Section(
            "What it is",
            ("topology", $"{topology.Name}, version {topology.Version}, SHA-256 {topology.ContentHash}"),
            ("intended purpose", topology.Oversight?.Purpose),
            ("decisions", List(topology.Score.Decisions.Select(d => d.Name))),
            ("scored by", topology.Score.Model is { } model ? $"the model {model}" : "its rule"),
            ("rule", topology.Score.RuleText),
            ("events come from", $"Kafka topic {topology.Source.Topic}"),
            ("predictions go to", $"Kafka topic {topology.Output.Predictions}")
        );

    static IEnumerable<CardFact> Data(TopologyModel topology) =>
        Section(
            "Data",
            ("fields", List(topology.Source.Fields.Select(f => f.Name))),
            ("personal fields", List(topology.Source.Fields.Where(f => f.Personal).Select(f => f.Name)) ?? "none is declared"),
            ("features", List(topology.Features.Select(f => f.Name))),
            ("truth", topology.Labels is { } labels ? $"{labels.Target}, from Kafka topic {labels.Topic}" : null)
        );

    static IEnumerable<CardFact> Model(TopologyModel topology, RegisteredModel? model, Robustness? robustness)
    {
        if (topology.Score.Model is null)
            return [];
        if (model is null)
            return Section("Model", ("in use", null));
        return Section(
            "Model",
            ("in use", $"version {model.Version} since {Day(model.History[^1].Since)}, SHA-256 {model.Hash}"),
            ("promoted by", model.PromotedBy),
            (
                "metrics, with 95 % intervals",
                List(
                    model.Description.Metrics.Select(m =>
                        model.Description.Intervals is { } intervals && intervals.TryGetValue(m.Key, out var i)
                            ? $"{m.Key} {Number(m.Value)} ({Number(i.Low)} to {Number(i.High)})"
                            : $"{m.Key} {Number(m.Value)}"
                    )
                )
            ),
            ("trained on", model.Description.Training?.Dataset is { } dataset ? $"dataset {dataset.Id}" : null),
            ("robustness", robustness is null ? null : RobustnessWords.Worst(robustness))
        );
    }

    static IEnumerable<CardFact> Record(TopologyModel topology, string final, IReadOnlyList<StreamSummary> streams)
    {
        var decided = streams.Where(s => s.Stream.Stage == final).SelectMany(s => s.Totals.Outcomes).ToLookup(o => o.Key, o => o.Value);
        return Section(
            "On record",
            (
                "outcomes",
                List(
                    decided
                        .OrderBy(o => o.Key, StringComparer.Ordinal)
                        .Select(o => $"{o.Sum().ToString("N0", CultureInfo.InvariantCulture)} {o.Key}")
                )
            ),
            ("kept for", topology.Lineage.Keep is { } keep ? DurationText.Format(keep) : "ever"),
            (
                "removed by",
                topology.Lineage.Keep is null ? "nobody"
                : topology.Lineage.Removal == Removal.Daily ? "the pipeline, daily"
                : "a person"
            )
        );
    }

    static IEnumerable<CardFact> Oversight(TopologyModel topology, IReadOnlyList<Contest> contests, int altered, DateTimeOffset now)
    {
        var open = contests.Where(c => c.Answer is null).ToList();
        var overruled = contests.Count(c => c.Answer is { } answer && answer.Decision != c.Made.Decision);
        return Section(
            "Human oversight",
            ("safe state", ControlCommands.CanFallBack(topology) ? "the rule, by the operation control.fallback" : null),
            ("guards", List(topology.Guards.Select(g => g.Name))),
            ("contests are answered within", topology.Oversight is { } o ? DurationText.Format(o.AnswerWithin) : null),
            ("another decision takes", topology.Oversight is { FourEyes: true } ? "two people" : "one person"),
            (
                "contests",
                $"{contests.Count} taken down, {open.Count} open, {open.Count(c => c.Made.DueAt < now)} overdue, "
                    + $"{overruled} led to another decision{(altered > 0 ? $", {altered} ALTERED" : "")}"
            )
        );
    }

    static IEnumerable<CardFact> Explanations(ExplainingModel? explain) =>
        Section(
            "Explanations",
            ("recorded with decisions", explain?.When is null ? null : "as `explain` in the file says"),
            ("reasons that speak to people", explain is null ? null : List(explain.Reasons.Select(r => r.Code))),
            ("what those concerned could change", explain is null ? null : List(explain.Actionable.Select(a => a.Feature)))
        );

    static IEnumerable<CardFact> Fairness(FairnessModel? fairness) =>
        Section(
            "Fairness",
            ("groups are declared by", fairness is null ? null : List(fairness.Attributes.Select(a => a.Name))),
            ("never used for a decision", fairness is null ? null : List(fairness.Never)),
            ("other thresholds for some, because", fairness?.Thresholds?.Because)
        );

    static IEnumerable<CardFact> Learning(TopologyModel topology) =>
        topology.Score.Model is null
            ? []
            : Section(
                "Learning",
                (
                    "who has the last word on a new version",
                    topology.Learning.Approval == Approval.Manual ? "a person" : "what its canary showed"
                ),
                ("goals", topology.Learning.Goals is null ? null : "as `learning.goals` in the file says")
            );

    static IEnumerable<CardFact> Section(string section, params (string Name, string? Value)[] facts) =>
        facts.Select(f => new CardFact(section, f.Name, f.Value));

    static string? List(IEnumerable<string> of) => string.Join(", ", of) is { Length: > 0 } list ? list : null;

    static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
