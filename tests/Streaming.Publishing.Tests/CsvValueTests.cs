using System.Globalization;
using System.Text.Json;
using CsCheck;
using Streaming.Publishing.Rows;
using Streaming.Topology.Model;

namespace Streaming.Publishing.Tests;

public sealed class CsvValueTests
{
    [Fact]
    public void Whatever_stands_in_a_field_becomes_a_json_value() =>
        Gen.Select(Gen.String, Gen.Enum<FieldType>(), Gen.Bool)
            .Sample(
                (text, type, optional) =>
                {
                    var value = Parse(text, type, optional);
                    if (value.ValueKind == JsonValueKind.String)
                        value.GetString().ShouldBe(WholeCharacters(text));
                }
            );

    [Fact]
    public void Numbers_keep_their_value() =>
        Gen
            .Double.Where(double.IsFinite)
            .Sample(number => Parse(number.ToString("R", CultureInfo.InvariantCulture), FieldType.Double).GetDouble().ShouldBe(number));

    [Theory]
    [InlineData("75.81", "75.81")]
    [InlineData("007", "7")]
    [InlineData("+5", "5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData(" -0.50\t", "-0.50")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E+400", "1E+400")]
    [InlineData("009007199254740993", "9007199254740993")]
    [InlineData("+ 5", "\"+ 5\"")]
    [InlineData(".", "\".\"")]
    [InlineData("1e", "\"1e\"")]
    [InlineData("1e5x", "\"1e5x\"")]
    [InlineData("1 2", "\"1 2\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("NaN", "\"NaN\"")]
    [InlineData("Infinity", "\"Infinity\"")]
    [InlineData("12abc", "\"12abc\"")]
    [InlineData("", "null")]
    public void Text_that_is_no_number_goes_out_as_it_was(string text, string json) => Write(text, FieldType.Double).ShouldBe(json);

    [Theory]
    [InlineData("1", "true")]
    [InlineData("False", "false")]
    [InlineData("yes", "\"yes\"")]
    public void Truth_has_its_usual_spellings(string text, string json) => Write(text, FieldType.Bool).ShouldBe(json);

    [Fact]
    public void An_empty_text_is_a_text_unless_it_may_be_missing()
    {
        Write("", FieldType.String).ShouldBe("\"\"");
        Write("", FieldType.String, optional: true).ShouldBe("null");
    }

    static string Write(string text, FieldType type, bool optional = false)
    {
        var buffer = new ByteText();
        CsvValue.Write(text, new FieldModel("f", type) { Optional = optional }, buffer);
        return System.Text.Encoding.UTF8.GetString(buffer.Span);
    }

    static JsonElement Parse(string text, FieldType type, bool optional = false) =>
        JsonDocument.Parse(Write(text, type, optional)).RootElement.Clone();

    // Half a surrogate pair is no character.
    static string WholeCharacters(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
