namespace Streaming.Gateway.Routes;

/// <summary>A file that callers send as a part of a form, where the command line takes a path.</summary>
/// <param name="Name">What the part is called.</param>
/// <param name="File">What faults call it.</param>
/// <param name="Kind">What kind of file it is, in two words.</param>
/// <param name="Says">What it is for, one sentence or none.</param>
sealed record FilePart(string Name, string File, string Kind, string Says)
{
    /// <summary>Without it there is nothing to do.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The ONNX file of a model.</summary>
    public static FilePart Model { get; } = new("model", "model.onnx", "ONNX file", "") { IsRequired = true };

    /// <summary>Rows that prove how a model scores.</summary>
    public static FilePart Proof { get; } =
        new("rows", "rows.csv", "CSV file", "Rows of features to score as a proof; else those that were recorded.");

    /// <summary>Rows that something is to be done with.</summary>
    public static FilePart Rows { get; } =
        new("rows", "rows.csv", "CSV file", "The rows, under a header line; may be gzip where a detector is tried.") { IsRequired = true };

    /// <summary>Rows that others are compared with.</summary>
    public static FilePart Background { get; } =
        new("background", "background.csv", "CSV file", "Rows to compare with, such as a sample of the training rows.");

    /// <summary>A checkpoint.</summary>
    public static FilePart Checkpoint { get; } =
        new("checkpoint", "checkpoint.json", "JSON file", "The checkpoint that covers the record.") { IsRequired = true };

    /// <summary>The key of a checkpoint.</summary>
    public static FilePart Key { get; } =
        new("key", "key.pem", "PEM file", "The public key of whoever signed the checkpoint.") { IsRequired = true };
}
