using System.Globalization;
using Streaming.Application.FindRecord;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.LineageOf;

static class LineageView
{
    const int LabelWidth = 12;

    public static void Show(Terminal terminal, IReadOnlyList<FoundRecord> records) => terminal.Result(records, () =>
        {
            if (records.Count > 1)
                terminal.Line($"{records.Count} records carry this event id.\n");
            foreach (var record in records)
                Tell(terminal, record);
        });

    static void Tell(Terminal terminal, FoundRecord told)
    {
        var source = told.Source;
        Row("event", $"{Printable.Text(told.EventId ?? "(no id could be read)")}, {Verdict(told)}");
        Row(
            "source",
            source.Topic is null
                ? $"asked for {source.ArrivalTime}"
                : $"{source.Topic}/{source.Partition}/{source.Offset}, written {source.SourceTime}, read {source.ArrivalTime}"
        );
        if (source.EventTime is { } time)
            Row("event time", $"{time}{(source.Late ? ", late" : "")}{(source.Early ? ", early" : "")}");
        if (told.Raw is { } raw)
            Row("raw input", raw);
        if (told.Rejection is { } rejection)
        {
            Row(
                "rejected",
                $"{rejection.Reason}{(rejection.Rule is null ? "" : $" ({rejection.Rule})")}: {Printable.Text(rejection.Detail)}"
            );
        }

        Group("fields", told.Fields.Select(f => (f.Key, Value(f.Value))));
        Group(
            "features",
            told.Features.Select(f => (f.Key, float.IsNaN(f.Value) ? "missing" : f.Value.ToString(CultureInfo.InvariantCulture)))
        );
        if (told.Score is { } score)
        {
            Row(
                "score",
                $"{score.ToString(CultureInfo.InvariantCulture)} by "
                    + $"{(told.Model is { } by ? $"{by.Name} v{by.Version}" : "the topology's rule")}"
            );
        }

        if (told.Model is { TrainedOn: { } origin } model)
        {
            Row(
                "model",
                $"{model.Hash}, trained on {origin.TrainRows:N0} rows from {IsoTime.Format(origin.TrainFrom)} to "
                    + $"{IsoTime.Format(origin.TrainTo)}"
            );
            Row("", $"of {string.Join(", ", origin.Ranges.Select(r => $"{r.Stream}/{r.FirstVersion}..{r.LastVersion}"))}");
        }

        if (told.Decision is not null)
            Row("decision", told.Decision);
        if (told.Guard is { } guard)
            Row("guarded", $"{told.Decision} instead of {guard.InsteadOf}, by guard {guard.Name}{Evidence(guard)}");
        foreach (var other in told.OtherScores)
        {
            Row(
                other.Role,
                $"{other.Score.ToString(CultureInfo.InvariantCulture)} by "
                    + $"{(other.Name is { } name ? $"{name} v{other.Version}" : "the topology's rule")}, which did not decide"
            );
        }

        foreach (var given in told.Overrides)
        {
            Row(
                "overridden",
                $"{given.Decision} instead of {given.Overruled}, by {Printable.Text(given.Author)} "
                    + $"at {given.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
                    + $"{(given.Because is null ? "" : $": {Printable.Text(given.Because)}")} ({given.LineageId})"
            );
        }

        if (told.EmittedTo is { } topic)
            Row("emitted to", topic);
        Row("lineage id", told.LineageId);
        if (told.OtherStages.Count > 0)
            Row("also in", string.Join(", ", told.OtherStages));
        Row("batch", $"{told.Batch.Hash}, written {told.Batch.WrittenAt}");
        Row("topology", $"{told.Topology.Name} v{told.Topology.Version}, engine {told.Engine}");
        foreach (var label in told.Labels)
            Row("label", $"known {label.KnownAt}: {string.Join(", ", label.Fields.Select(f => $"{f.Key} {Value(f.Value)}"))}");
        terminal.Line();

        void Row(string label, string text) => terminal.Line($"{label.PadRight(LabelWidth)}{text}");

        void Group(string label, IEnumerable<(string Name, string Value)> entries)
        {
            var all = entries.ToList();
            if (all.Count == 0)
                return;
            var width = all.Max(e => e.Name.Length) + 2;
            for (var i = 0; i < all.Count; i++)
                Row(i == 0 ? label : "", all[i].Name.PadRight(width) + all[i].Value);
        }
    }

    static string Evidence(FoundGuard guard) =>
        guard.Tripped is { } since
            ? $", tripped at {since} until {guard.Until} or later: "
                + GuardEvidence.Of(guard.Counted, guard.Of, guard.Limited, guard.Groups)
        : guard.Isolation is { } score
            ? string.Create(
                CultureInfo.InvariantCulture,
                $": unlike what the version was trained on, with an isolation score of {score:0.000}"
            )
        : "";

    static string Verdict(FoundRecord told) =>
        told.Verdict switch
        {
            RecordVerdict.Rejected => $"rejected: {told.Rejection!.Reason}",
            RecordVerdict.Accepted => "accepted, not scored yet",
            _ => "scored",
        };

    static string Value(object? value) =>
        value switch
        {
            null => "null",
            DateTimeOffset time => IsoTime.Format(Timestamp.From(time)),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => Printable.Text(value.ToString()),
        };
}
