using System.Globalization;
using Streaming.Application.ShowDrift;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Drift;

static class DriftView
{
    const int MostCulprits = 5;

    internal static void Show(Terminal terminal, ShownDrift shown) => terminal.Result(shown, () =>
        {
            if (shown.Streams.Count == 0)
            {
                terminal.Line(
                    $"Nobody has looked at {shown.Topology} yet, or nothing is recorded. Look: streaming drift follow {shown.Topology}"
                );
            }

            foreach (var stream in shown.Streams)
                Stream(terminal, stream);
            Alarms(terminal, shown);
            OutcomeView.Show(terminal, shown);
            if (shown.Reference is { } reference)
                Reference(terminal, reference);
        });

    static void Reference(Terminal terminal, ShownReference reference)
    {
        terminal.Line(
            $"The last {reference.Rows:N0} rows against the {reference.TrainedOn:N0} that {Model(reference.Model, reference.Version)} was "
                + "trained on:"
        );
        var table = Tables.Plain("column", "PSI", "KS", "JS", "missing", "in training");
        foreach (var column in reference.Columns.OrderByDescending(c => c.Stability))
        {
            Tables.Row(
                table,
                Printable.Text(column.Column),
                Number(column.Stability),
                Number(column.KolmogorovSmirnov),
                Number(column.JensenShannon),
                column.Missing.ToString("P1", CultureInfo.InvariantCulture),
                column.MissingThen.ToString("P1", CultureInfo.InvariantCulture)
            );
        }

        terminal.Show(table);
    }

    static void Stream(Terminal terminal, ShownStream stream)
    {
        terminal.Line(
            $"{Printable.Text(stream.Stream)}: {stream.Rows:N0} rows of {Model(stream.Model, stream.ModelVersion)}, "
                + $"up to batch {stream.Version:N0}; "
                + (
                    stream.ToLearn > 0
                        ? $"learning, {stream.ToLearn:N0} rows to come"
                        : $"at most one false alarm in {stream.RunLength:N0} rows on average"
                )
        );
        var table = Tables.Plain("column", "PSI", "KS", "JS", "chi² chance", "missing", "evidence", "PSI so far");
        foreach (var column in stream.Columns.OrderByDescending(c => c.Stability ?? 0))
        {
            Tables.Row(
                table,
                Printable.Text(column.Column),
                Number(column.Stability),
                Number(column.KolmogorovSmirnov),
                Number(column.JensenShannon),
                Number(column.ChiSquaredChance),
                column.Missing?.ToString("P1", CultureInfo.InvariantCulture) ?? "",
                column.Evidence.ToString("G3", CultureInfo.InvariantCulture),
                Sparkline.Of([.. column.History.Select(h => (double?)h)])
            );
        }

        terminal.Show(table);
    }

    static void Alarms(Terminal terminal, ShownDrift shown)
    {
        if (shown.Alarms.Count == 0)
        {
            if (shown.Streams.Count > 0)
                terminal.Line("No alarm.");
            return;
        }

        var table = Tables.Texts(wrap: false, "alarm at", "time", "model", "changed");
        foreach (var alarm in shown.Alarms)
        {
            var named = string.Join(", ", alarm.Culprits.Take(MostCulprits).Select(c => Printable.Text(c.Column)));
            Tables.Row(
                table,
                alarm.Record,
                alarm.Time.ToString(),
                Model(alarm.Model, alarm.ModelVersion),
                alarm.Culprits.Count > MostCulprits ? $"{named} and {alarm.Culprits.Count - MostCulprits} more" : named
            );
        }

        terminal.Show(table);
    }

    internal static string Model(string name, int version) => name.Length == 0 ? "the rule" : $"{Printable.Text(name)} {version}";

    static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";
}
