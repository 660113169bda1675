using Streaming.Topology.Model;

namespace Streaming.Publishing.Rows;

/// <summary>
/// The text of a CSV field as a JSON value of the declared type. Text that is not of that type goes out as a string, so
/// that validation downstream sees and reports what was there.
/// </summary>
public static class CsvValue
{
    /// <summary>Appends a cell as a JSON value of its field's type, or as a text where it is not of that type.</summary>
    public static void Write(ReadOnlySpan<char> text, FieldModel field, ByteText into)
    {
        switch (field.Type)
        {
            case var type when text.IsEmpty && (type != FieldType.String || field.Optional):
                into.Add("null"u8);
                break;
            case FieldType.String:
                into.AddJsonString(text);
                break;
            case FieldType.Bool when Truth(text) is { } truth:
                into.Add(truth ? "true"u8 : "false"u8);
                break;
            case FieldType.Int or FieldType.Double or FieldType.Timestamp when NumberText.TryRead(text, out var number):
                number.Write(into);
                break;
            default:
                into.AddJsonString(text);
                break;
        }
    }

    static bool? Truth(ReadOnlySpan<char> text) =>
        text switch
        {
            "1" or "true" or "True" or "TRUE" => true,
            "0" or "false" or "False" or "FALSE" => false,
            _ => null,
        };
}
