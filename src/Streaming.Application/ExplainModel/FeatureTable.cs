using System.Globalization;
using Streaming.Application.Services;
using Streaming.Publishing.Rows;
using Streaming.Topology;
using Sylvan.Data.Csv;

namespace Streaming.Application.ExplainModel;

/// <summary>
/// Rows of features out of a CSV file with a header line. An empty cell, <c>NaN</c>, <c>NA</c> and <c>null</c> are missing values.
/// </summary>
/// <param name="Names">The features' names: the model's, else the header's.</param>
/// <param name="Values">Row-major.</param>
sealed record FeatureTable(IReadOnlyList<string> Names, float[] Values)
{
    const int LargestRow = 32 << 20;

    static readonly CsvDataReaderOptions Options = new() { MaxBufferSize = LargestRow, ResultSetMode = ResultSetMode.SingleResult };

    /// <param name="path">The file.</param>
    /// <param name="count">Features of the model.</param>
    /// <param name="names">Their names, where they are known: columns are found by them, in any order, and others are passed over. Null:
    /// the file has the model's features and nothing else, in the model's order.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">The file cannot be read, lacks a feature or has a cell that is no number.</exception>
    internal static FeatureTable Read(string path, int count, IReadOnlyList<string>? names, CancellationToken stop) => Opened(path, csv =>
        {
            string[] header = HeaderOf(csv);
            var columns = Columns(path, header, count, names);
            var values = new List<float>();
            for (var row = 1; csv.Read(); row++)
            {
                stop.ThrowIfCancellationRequested();
                foreach (var column in columns)
                    values.Add(Value(path, csv, row, column, header[column]));
            }

            return new FeatureTable(names ?? header, [.. values]);
        });

    /// <summary>The names of a file's columns.</summary>
    /// <exception cref="StreamingException">It cannot be read, or has no header.</exception>
    internal static IReadOnlyList<string> Header(string path) => Opened(path, HeaderOf);

    static string[] HeaderOf(CsvDataReader csv) => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];

    static T Opened<T>(string path, Func<CsvDataReader, T> read)
    {
        try
        {
            using var csv = CsvDataReader.Create(path, Options);
            return read(csv);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || CsvFaults.Are(e))
        {
            var why = CsvFaults.Are(e) ? $"{CsvFaults.Words(e, LargestRow)}." : e.Message;
            throw new StreamingException($"{path} cannot be read as CSV: {why}", e);
        }
    }

    static int[] Columns(string path, string[] header, int count, IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return header.Length == count
                ? [.. Enumerable.Range(0, count)]
                : throw new StreamingException(
                    $"The model takes {count} features and does not name them; {path} has {header.Length} columns. Give it the model's "
                        + "features alone, in the model's order."
                );
        }

        var lacking = names.Except(header, StringComparer.Ordinal).ToList();
        return lacking.Count == 0
            ? [.. names.Select(name => Array.IndexOf(header, name))]
            : throw new StreamingException($"{path} lacks columns that the model has as features: {string.Join(", ", lacking.Take(10))}.");
    }

    static float Value(string path, CsvDataReader csv, int row, int column, string name)
    {
        var text = column < csv.RowFieldCount ? csv.GetFieldSpan(column).Trim() : default;
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return value;
        if (CsvCell.IsMissing(text))
            return float.NaN;
        throw new StreamingException(
            $"{path}, row {row}, column '{name}': '{text}' is no number. A missing value is an empty cell; a category is the number that "
                + "the model was trained with."
        );
    }
}
