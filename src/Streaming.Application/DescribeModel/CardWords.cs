using System.Globalization;
using Streaming.Events.Time;
using Streaming.Models;
using Streaming.Models.References;

namespace Streaming.Application.DescribeModel;

/// <summary>A card in words, the same in whatever form it is written.</summary>
static class CardWords
{
    static readonly Dictionary<string, MetricInterval> NoIntervals = [];

    static readonly double[] Shares = [0.05, 0.5, 0.95];

    public static string Title(ModelCard card) => $"{card.Model.Name} v{card.Model.Version}";

    public static IReadOnlyList<CardSection> Sections(ModelCard card) =>
        [
            What(card.Model),
            Inputs(card),
            Training(card.Model),
            Quality(card.Model),
            RobustnessWords.Section(card),
            .. card.Reference is { } reference ? [Score(reference)] : (CardSection[])[],
            Pairs("Parameters", ["parameter", "value"], card.Model.Description.Parameters.Select(p => (p.Key, p.Value))),
            new CardSection("Limits", card.Limits),
            History(card.Model),
        ];

    static CardSection What(RegisteredModel model)
    {
        var state = model.History[^1];
        var lines = new List<string>
        {
            $"Version {model.Version} of the model {model.Name}: {state.State} since {Time(state.Since)}.",
            $"An ONNX file of {model.Size.ToString("N0", CultureInfo.InvariantCulture)} bytes, SHA-256 {model.Hash}.",
        };
        if (model.Description.Training is { } training)
        {
            lines.Add(
                $"Trained by release {training.CodeVersion}, "
                    + (training.Parent is { } parent ? $"when version {parent} was champion." : "when there was no champion.")
            );
            if (training.Dataset is { } dataset)
                lines.Add($"Dataset {dataset.Id}.");
        }

        return new CardSection("What it is", lines);
    }

    static CardSection Inputs(ModelCard card)
    {
        var (description, reference) = (card.Model.Description, card.Reference);
        var importance = description.Importance;
        var references = (reference?.Features ?? []).ToDictionary(f => f.Name, StringComparer.Ordinal);
        return new CardSection(
            "Inputs",
            [
                importance.Count == 0
                    ? $"It takes {description.Features.Count} features."
                    : $"It takes {description.Features.Count} features. Importance is each one's share of what "
                        + "the model's decisions gained.",
                .. reference is null
                    ? []
                    : (string[])[$"Distributions are those of the {Number(reference.Rows)} rows that it was trained on."],
            ],
            new CardTable(
                ["feature", "importance", "missing", "5 %", "median", "95 %"],
                [
                    .. description
                        .Features.OrderByDescending(f => importance.GetValueOrDefault(f))
                        .Select(f =>
                            (IReadOnlyList<string>)
                                [
                                    f,
                                    importance.TryGetValue(f, out var share) ? Percent(share) : "",
                                    .. Distribution(references.GetValueOrDefault(f)),
                                ]
                        ),
                ]
            )
        );
    }

    static CardSection Training(RegisteredModel model) =>
        new(
            "Training",
            model.Description.Origin is not { } origin
                ? ["It was trained elsewhere."]
                :
                [
                    $"Trained on {Number(origin.TrainRows)} rows of {origin.Topology}, {Number(origin.TrainPositives)} of them positive, "
                        + $"from {IsoTime.Format(origin.TrainFrom)} to {IsoTime.Format(origin.TrainTo)}.",
                    $"Judged on {Number(origin.TestRows)} later rows, {Number(origin.TestPositives)} of them positive, "
                        + $"from {IsoTime.Format(origin.TestFrom)} to {IsoTime.Format(origin.TestTo)}.",
                ],
            model.Description.Origin is null
                ? null
                : new CardTable(
                    ["lineage", "first batch", "last batch"],
                    [
                        .. model.Description.Origin.Ranges.Select(r =>
                            (IReadOnlyList<string>)[r.Stream, Number(r.FirstVersion), Number(r.LastVersion)]
                        ),
                    ]
                )
        );

    static CardSection Quality(RegisteredModel model) =>
        model.Description.Metrics.Count == 0
            ? new CardSection("Metrics", ["None are known."])
            : new CardSection(
                "Metrics",
                ["On the rows that it was judged by; where 95 of 100 such samples would have them."],
                new CardTable(
                    ["metric", "value", "from", "to"],
                    [
                        .. model.Description.Metrics.Select(m =>
                        {
                            var interval = (model.Description.Intervals ?? NoIntervals).TryGetValue(m.Key, out var found)
                                ? ((string, string))(Value(found.Low), Value(found.High))
                                : ("", "");
                            return (IReadOnlyList<string>)[m.Key, Value(m.Value), interval.Item1, interval.Item2];
                        }),
                    ]
                )
            );

    static CardSection Score(DriftReference reference) =>
        new(
            "Scores",
            ["What it made of the rows that it was trained on."],
            new CardTable(
                ["", "missing", "5 %", "median", "95 %"],
                [
                    ["score", .. Distribution(reference.Score)],
                ]
            )
        );

    static CardSection History(RegisteredModel model) =>
        new(
            "History",
            [],
            new CardTable(
                ["since", "state", "by", "why", "evidence"],
                [
                    .. model.History.Select(s =>
                        (IReadOnlyList<string>)
                            [
                                Time(s.Since),
                                s.Share is { } share ? $"{s.State}, {Percent(share)} of the keys" : s.State,
                                s.By ?? "",
                                s.Reason ?? "",
                                s.Evidence?.ToText() ?? "",
                            ]
                    ),
                ]
            )
        );

    static CardSection Pairs(string title, IReadOnlyList<string> head, IEnumerable<(string Name, string Value)> pairs) =>
        new(title, [], new CardTable(head, [.. pairs.Select(p => (IReadOnlyList<string>)[p.Name, p.Value])]));

    static IReadOnlyList<string> Distribution(FeatureReference? reference) =>
        reference is null
            ? ["", "", "", ""]
            : [Percent(reference.MissingShare), .. Shares.Select(share => reference.Quantile(share) is { } at ? Value(at) : "")];

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %");

    static string Value(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
