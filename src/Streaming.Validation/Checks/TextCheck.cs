using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Streaming.Events.Json;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Validation.Checks;

/// <summary>Length, allowed values and pattern of a string.</summary>
sealed class TextCheck(FieldModel field, int column) : RowCheck
{
    readonly ByteSet? _values = field.Values.Count == 0 ? null : new ByteSet(field.Values);

    // Non-backtracking: a hostile value costs time linear in its length, whatever the pattern.
    readonly Regex? _pattern = field.Pattern is null
        ? null
        : new Regex($@"\A(?:{field.Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static bool AppliesTo(FieldModel field) => field.Type == FieldType.String;

    public override void Run(in DecodedRows rows, Verdicts verdicts)
    {
        var texts = new BytesColumn(rows.Batch.Column(column));
        for (var row = 0; row < rows.Count; row++)
        {
            var text = texts[row];
            if (text.Length > field.MaxLength)
            {
                verdicts.Reject(
                    row,
                    ReasonCode.TooLong,
                    field.Name,
                    $"Field {field.Name} is {text.Length} bytes long; at most {field.MaxLength} are allowed."
                );
            }
            else if (_values is not null && !texts.IsNull(row) && !_values.Contains(text))
            {
                verdicts.Reject(
                    row,
                    ReasonCode.NotAllowed,
                    field.Name,
                    $"Field {field.Name} is none of its allowed values: {OutsideText.Show(text, field)}."
                );
            }
            else if (_pattern is not null && !texts.IsNull(row) && !Matches(text))
            {
                verdicts.Reject(
                    row,
                    ReasonCode.PatternMismatch,
                    field.Name,
                    $"Field {field.Name} does not match its pattern: {OutsideText.Show(text, field)}."
                );
            }
        }
    }

    bool Matches(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= 256)
        {
            Span<char> text = stackalloc char[256];
            return _pattern!.IsMatch(text[..Encoding.UTF8.GetChars(utf8, text)]);
        }
        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        var matches = _pattern!.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(utf8, rented)));
        ArrayPool<char>.Shared.Return(rented);
        return matches;
    }
}
