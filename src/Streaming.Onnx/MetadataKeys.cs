namespace Streaming.Onnx;

/// <summary>Keys of the entries that this product writes into a model's metadata.</summary>
public static class MetadataKeys
{
    /// <summary>The feature names, in input order, as a JSON array of strings.</summary>
    public const string Features = "streaming.features";
}
