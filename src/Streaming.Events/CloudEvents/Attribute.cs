namespace Streaming.Events.CloudEvents;

/// <summary>Names of context attributes, and of the fields that hold them.</summary>
static class Attribute
{
    /// <summary>What the name of a field begins with that holds an attribute: that of the attribute's header in binary mode.</summary>
    public const string FieldPrefix = "ce_";

    /// <summary>The only version there is of the specification that begins with 1.</summary>
    public const string Version = "1.0";

    /// <summary>Section "Required Attributes" of the specification: each is a text that is not empty.</summary>
    public static readonly string[] Required = ["specversion", "id", "source", "type"];

    /// <summary>The attribute that a field of this name holds; null where it is a field of the data.</summary>
    public static string? OfField(string field) =>
        field.StartsWith(FieldPrefix, StringComparison.Ordinal) && field.Length > FieldPrefix.Length ? field[FieldPrefix.Length..] : null;
}
