using System.Text;
using Streaming.Application.Operations;
using Streaming.Drift;
using Streaming.Drift.Specs;
using Streaming.Publishing.Files;
using Streaming.Publishing.Rows;
using Streaming.Topology;
using Sylvan.Data.Csv;

namespace Streaming.Application.TryDetector;

/// <summary>
/// Runs a drift detector over a column of a file, so that it can be tuned before it watches anything. The file may be of any length.
/// </summary>
public sealed class TryDetectorOperation()
    : Operation<TryDetectorRequest, TriedDetector>(
        new OperationInfo("drift.try", Role.Viewer, Recording.Summarised) { Reach = Reach.Nothing }
    )
{
    const int ReportEvery = 1 << 17;
    const int LargestRow = 32 << 20;

    /// <inheritdoc/>
    protected internal override string AboutOf(TryDetectorRequest request) =>
        request.SentHash is { } hash ? $"sha256:{hash}" : request.File;

    /// <inheritdoc/>
    protected internal override Task<TriedDetector> RunAsync(TryDetectorRequest request, OperationContext context, CancellationToken stop)
    {
        var detector = Detector(request.Detector ?? DetectorKinds.Default.Name);
        var trial = new DetectorTrial(detector);
        using var file = new EventFile(request.File, request.Encoding, () => context.Note("Waiting for the pipe."), stop);
        try
        {
            using var text = new StreamReader(file.OpenAsUtf8(), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 1 << 16);
            using var csv = CsvDataReader.Create(
                text,
                new CsvDataReaderOptions { MaxBufferSize = LargestRow, ResultSetMode = ResultSetMode.SingleResult }
            );
            var column = Column(file.Name, csv, request.Column);
            while (csv.Read())
            {
                stop.ThrowIfCancellationRequested();
                trial.Add(column < csv.RowFieldCount ? csv.GetFieldSpan(column) : default);
                if (trial.Rows % ReportEvery == 0)
                    context.Report(new Advanced($"reading {file.Name}", trial.Rows, "rows", file.Fraction));
            }
        }
        catch (Exception e) when (CsvFaults.Are(e))
        {
            throw new StreamingException(
                $"{file.Name} cannot be read as CSV, after row {trial.Rows}: {CsvFaults.Words(e, LargestRow)}.",
                e
            );
        }
        catch (Exception e) when (EventFile.IsUnreadable(e))
        {
            throw file.Unreadable(e);
        }

        return Task.FromResult(Checked(trial.Result(NameOf(request, file), request.Column), detector.Range));
    }

    /// <summary>Where what was sent lies meanwhile is nobody's business.</summary>
    static string NameOf(TryDetectorRequest request, EventFile file) => request.SentHash is null ? file.Name : Path.GetFileName(file.Name);

    static DriftDetector Detector(string text) =>
        DetectorSpec.TryParse(text, out var spec, out var fault) ? spec.Create() : throw new StreamingException(fault);

    static int Column(string file, CsvDataReader csv, string name)
    {
        string[] header = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
        var found = header.Index().Where(c => c.Item == name).Select(c => c.Index).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new StreamingException(
                $"{file} has no column '{name}'. Its first line names: {string.Join(", ", header.Take(50))}"
                    + (header.Length > 50 ? ", …" : ".")
            ),
            _ => throw new StreamingException($"{file} has the column '{name}' {found.Count} times. Rename or remove all but one."),
        };
    }

    /// <summary>A trial that passes most of the column over would tell something else than its reader thinks.</summary>
    static TriedDetector Checked(TriedDetector tried, ValueRange range)
    {
        if (tried.Bad > tried.Values)
        {
            var bad = tried.FirstBad[0];
            var other = range == ValueRange.Finite ? "" : " Where values have another range, take e-bounded:low=…,high=…, or adwin.";
            throw new StreamingException(
                $"{tried.File}, column '{tried.Column}', has {tried.Bad} cells that {tried.Detector} does not take. Row {bad.Row} has "
                    + $"'{bad.Text}': {bad.Reason}.{other}"
            );
        }

        return tried.Values > 0
            ? tried
            : throw new StreamingException($"{tried.File}, column '{tried.Column}', has no value in any of its {tried.Rows} rows.");
    }
}
