using Spectre.Console;
using Streaming.Application.DiffDatasets;
using Streaming.Application.ExportDataset;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Models.Datasets;

namespace Streaming.Cli.Commands.Datasets;

static class DatasetsView
{
    public static void List(Terminal terminal, IReadOnlyList<KnownDataset> datasets) => terminal.Result(datasets, () =>
        {
            if (datasets.Count == 0)
            {
                terminal.Line("No datasets yet: training a model makes one. Train one from the lineage: streaming train TOPOLOGY");
                return;
            }

            var table = Tables.Texts(wrap: false, "dataset", "topology", "since", "features", "versions");
            foreach (var dataset in datasets)
            {
                table.AddRow(
                    new Text(dataset.Id[..12]),
                    new Text(dataset.Topology),
                    new Text($"{dataset.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}"),
                    new Text($"{dataset.Features.Count}"),
                    new Text(Versions(dataset))
                );
            }

            terminal.Show(table);
        });

    public static void Show(Terminal terminal, KnownDataset dataset) => terminal.Result(dataset, () =>
        {
            terminal.Line($"dataset {dataset.Id} of {dataset.Topology}, event times {Period(dataset.From, dataset.To)}");
            terminal.Line($"trained on it: {Versions(dataset)}, first on {dataset.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
            terminal.Line($"features: {Printable.Text(string.Join(", ", dataset.Features))}");
            foreach (var range in dataset.Ranges)
                terminal.Line($"  lineage {range.Stream}, batches {range.FirstVersion} to {range.LastVersion}: {range.Table}");
        });

    public static void Diff(Terminal terminal, DatasetDifference difference) => terminal.Result(difference, () =>
        {
            terminal.Line($"{difference.Earlier[..12]} and {difference.Later[..12]}");
            if (difference.Earlier == difference.Later)
            {
                terminal.Line("They are the same dataset.");
                return;
            }

            if (difference.Topologies is { } topologies)
                terminal.Line($"topology: {string.Join(" and ", topologies)}");
            if ((difference.EarlierFrom, difference.EarlierTo) != (difference.LaterFrom, difference.LaterTo))
            {
                terminal.Line(
                    $"event times: {Period(difference.EarlierFrom, difference.EarlierTo)} and "
                        + Period(difference.LaterFrom, difference.LaterTo)
                );
            }

            if (difference.AddedFeatures.Count > 0)
                terminal.Line($"features added: {Printable.Text(string.Join(", ", difference.AddedFeatures))}");
            if (difference.RemovedFeatures.Count > 0)
                terminal.Line($"features removed: {Printable.Text(string.Join(", ", difference.RemovedFeatures))}");
            foreach (var range in difference.Ranges)
                terminal.Line($"lineage {range.Stream} ({range.Table}): {Span(range.Earlier)} and {Span(range.Later)}");
        });

    public static void Exported(Terminal terminal, ExportedDataset exported) => terminal.Result(exported, () =>
        {
            terminal.Line($"{exported.Rows:N0} rows of dataset {exported.Id[..12]} in {exported.File} ({exported.Bytes / 1e6:N1} MB)");
            terminal.Line($"sha-256 {exported.Sha256}");
        });

    static string Versions(KnownDataset dataset) => string.Join(", ", dataset.Versions.Select(v => $"{v.Model} v{v.Version}"));

    static string Period(Timestamp? from, Timestamp? to) =>
        (from, to) switch
        {
            (null, null) => "without bounds",
            ({ } first, null) => $"from {IsoTime.Format(first)} on",
            (null, { } end) => $"before {IsoTime.Format(end)}",
            ({ } first, { } end) => $"{IsoTime.Format(first)} to {IsoTime.Format(end)}",
        };

    static string Span(BatchSpan? span) => span is null ? "none" : $"batches {span.First} to {span.Last}";
}
