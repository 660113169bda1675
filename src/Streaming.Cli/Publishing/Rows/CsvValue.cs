using System.Globalization;
using Streaming.Topology.Model;

namespace Streaming.Cli.Publishing.Rows;

/// <summary>
/// The text of a CSV field as a JSON value of the declared type. Text that is not of that type goes out as a string, so
/// that validation downstream sees and reports what was there.
/// </summary>
public static class CsvValue
{
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
            case FieldType.Int or FieldType.Double or FieldType.Timestamp when IsJsonNumber(text):
                into.Add(text);
                break;
            case FieldType.Int or FieldType.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                into.Add(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                into.AddJsonString(text);
                break;
        }
    }

    static bool? Truth(ReadOnlySpan<char> text) => text switch
    {
        "1" or "true" or "True" or "TRUE" => true,
        "0" or "false" or "False" or "FALSE" => false,
        _ => null,
    };

    // JSON's grammar: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] == '-') text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
        text = text[whole..];
        if (!text.IsEmpty && text[0] == '.')
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(fraction + 1)..];
        }

        if (text.IsEmpty) return true;
        if (text[0] is not ('e' or 'E')) return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is '+' or '-') text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
