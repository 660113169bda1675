namespace Streaming.Onnx.Reading;

/// <summary>How large a model file from elsewhere, and what it holds, may be.</summary>
public static class FileLimits
{
    /// <summary>Bytes of the file: the registry keeps it in one row of the database.</summary>
    public const int Bytes = 128 << 20;

    /// <summary>Operators, those of subgraphs and functions among them.</summary>
    public const int Nodes = 50_000;

    /// <summary>Subgraphs within each other.</summary>
    public const int Depth = 8;

    /// <summary>Functions of the file that call each other.</summary>
    public const int FunctionDepth = 64;

    /// <summary>Values that a row may have as inputs.</summary>
    public const int Features = 10_000;

    /// <summary>Rows that a model may want at once.</summary>
    public const int BatchRows = 65_536;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 1_000;
}
