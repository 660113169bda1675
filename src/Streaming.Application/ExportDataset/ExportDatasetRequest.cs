using System.Text.Json.Serialization;
using Streaming.Application.Exporting;

namespace Streaming.Application.ExportDataset;

/// <param name="Id">Of the dataset, or the beginning of it.</param>
/// <param name="File">Where to; <c>-</c> where <see cref="Output"/> takes it.</param>
/// <param name="Format">What kind of file is written.</param>
public sealed record ExportDatasetRequest(string Id, string File, ExportFormat Format) : IWrittenRequest<ExportDatasetRequest>
{
    /// <summary>Takes the table instead of a file; null: the file does.</summary>
    [JsonIgnore]
    public Func<Stream>? Output { get; init; }

    /// <inheritdoc/>
    public ExportDatasetRequest Into(Func<Stream> output) => this with { File = "-", Output = output };
}

/// <summary>A dataset that was made again and written.</summary>
/// <param name="Id">Of it.</param>
/// <param name="File">Where it is.</param>
/// <param name="Format">How.</param>
/// <param name="Rows">How many.</param>
/// <param name="Bytes">Of the file.</param>
/// <param name="Sha256">Of the file, hex: that of an Arrow file is the same whenever and wherever it is written.</param>
public sealed record ExportedDataset(string Id, string File, ExportFormat Format, int Rows, long Bytes, string Sha256);
