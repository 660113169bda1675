using System.Globalization;
using Streaming.Cli.Shell;
using Streaming.Events.Rows;
using Streaming.Events.Text;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.LineageOf;

internal static class LineageView
{
    const int LabelWidth = 12;

    public static void Show(Terminal terminal, IReadOnlyList<ToldStory> stories) => terminal.Result(
        stories.Select(s => s.Document()),
        () =>
        {
            if (stories.Count > 1) terminal.Line($"{stories.Count} records carry this event id.\n");
            foreach (var story in stories) Tell(terminal, story);
        });

    static void Tell(Terminal terminal, ToldStory told)
    {
        var story = told.Story;
        Row("event", $"{Printable.Text(story.EventId ?? "(no id could be read)")}, {told.Verdict}");
        Row("source", $"{told.Source}, written {IsoTime.Format(story.Source.SourceTime)}, read {IsoTime.Format(story.Source.ArrivalTime)}");
        if (story.Source.EventTime is { } time) Row("event time", IsoTime.Format(time) + Notes(story.Source.Flags));
        if (told.RawText is { } raw) Row("raw input", raw);
        if (story.Rejection is { } rejection) Row("rejected", $"{rejection.Reason}{(rejection.Rule is null ? "" : $" ({rejection.Rule})")}: {Printable.Text(rejection.Detail)}");
        Group("fields", story.Fields.Select(f => (f.Key, Value(f.Value))));
        Group("features", story.Features.Select(f => (f.Key, float.IsNaN(f.Value) ? "missing" : f.Value.ToString(CultureInfo.InvariantCulture))));
        if (story.Score is { } score) Row("score", $"{score.ToString(CultureInfo.InvariantCulture)} by {told.ScoredBy}");
        if (told.Model is { Description.Origin: { } origin } model)
        {
            Row("model", $"{model.Hash}, trained on {origin.TrainRows:N0} rows from {IsoTime.Format(origin.TrainFrom)} to {IsoTime.Format(origin.TrainTo)}");
            Row("", $"of {string.Join(", ", origin.Ranges.Select(r => $"{r.Stream}/{r.FirstVersion}..{r.LastVersion}"))}");
        }

        if (story.Decision is not null) Row("decision", story.Decision);
        Row("emitted to", told.Emitted);
        Row("lineage id", story.LineageId.ToString());
        if (story.OtherStages.Count > 0) Row("also in", string.Join(", ", story.OtherStages.Select(s => $"{s.Stream}/{s.Version}/{s.Row}")));
        Row("batch", $"{Convert.ToHexStringLower(story.BatchHash)}, written {IsoTime.Format(story.Header.WrittenAt)}");
        Row("topology", $"{told.Topology.Name} v{story.Header.TopologyVersion}, engine {story.Header.EngineFingerprint}");
        foreach (var label in story.Labels)
            Row("label", $"known {IsoTime.Format(label.KnownAt)}: {string.Join(", ", label.Fields.Select(f => $"{f.Key} {Value(f.Value)}"))}");
        terminal.Line();

        void Row(string label, string text) => terminal.Line($"{label.PadRight(LabelWidth)}{text}");

        void Group(string label, IEnumerable<(string Name, string Value)> entries)
        {
            var all = entries.ToList();
            if (all.Count == 0) return;
            var width = all.Max(e => e.Name.Length) + 2;
            for (var i = 0; i < all.Count; i++) Row(i == 0 ? label : "", all[i].Name.PadRight(width) + all[i].Value);
        }
    }

    static string Notes(RowFlags flags) =>
        (flags.HasFlag(RowFlags.Late) ? ", late" : "") + (flags.HasFlag(RowFlags.Early) ? ", early" : "");

    static string Value(object? value) => value switch
    {
        null => "null",
        DateTimeOffset time => IsoTime.Format(time.ToUnixTimeMilliseconds() * 1000 + time.Microsecond),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Printable.Text(value.ToString()),
    };
}
