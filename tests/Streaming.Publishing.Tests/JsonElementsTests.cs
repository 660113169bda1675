using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Publishing.Rows;
using Streaming.Topology;

namespace Streaming.Publishing.Tests;

public sealed class JsonElementsTests
{
    [Fact]
    public void Elements_come_as_they_stand_however_the_stream_hands_them_out()
    {
        var bad = Encoding.Latin1.GetString([0xfc]);
        string[] elements =
        [
            "{\"a\": [1, {\"b\":\"],}\\\"\"}] }",
            "{\n\"x\":\n1}",
            "[2]",
            "\"t\"",
            "-1.5e3",
            "null",
            $"{{\"m\":\"M{bad}\"}}",
        ];
        var text = $" [\n{string.Join(" , ", elements)}\n]\n\n";
        foreach (var step in (int[])[1, 3, 64, int.MaxValue])
            Read(text, step).ShouldBe(elements);
        Read("[]", 1).ShouldBeEmpty();
    }

    [Fact]
    public void Objects_over_several_lines_follow_one_another() =>
        Read("{\n  \"a\": 1\n}\n{\n  \"a\": {}\n}", 2, array: false).ShouldBe(["{\n  \"a\": 1\n}", "{\n  \"a\": {}\n}"]);

    [Fact]
    public void An_element_may_be_longer_than_any_buffer()
    {
        var text = $"[\"{new string('x', 300_000)}\",1]";
        Read(text, 4096)[0].Length.ShouldBe(300_002);
    }

    [Theory]
    [InlineData("[{},{", "breaks off")]
    [InlineData("[{},", "breaks off")]
    [InlineData("[{}", "breaks off")]
    [InlineData("[{} {}]", "where ',' was to be")]
    [InlineData("[{},]", "no JSON any more")]
    [InlineData("[{}]{}", "something follows")]
    [InlineData("[{},{\"a\":x}]", "no JSON any more")]
    public void What_is_wrong_is_told_with_the_row_before(string text, string what)
    {
        var message = Should.Throw<StreamingException>(() => Read(text, 1)).Message;
        message.ShouldContain(what);
        message.ShouldContain("after row 1,");
    }

    [Fact]
    public void Any_text_gives_elements_or_a_message() =>
        Gen.Select(Gen.Char["[]{}\",:1\\ \nnul"].Array[0, 40], Gen.Bool, Gen.Int[1, 9])
            .Sample(
                (text, array, step) =>
                {
                    var bytes = Encoding.UTF8.GetBytes((array ? "[" : "") + new string(text));
                    List<string>? elements = null;
                    try
                    {
                        elements = Read(Encoding.Latin1.GetString(bytes), step, array);
                    }
                    catch (StreamingException)
                    {
                        // Told.
                    }

                    // What an array gives without complaint is what a parser of whole documents sees in it.
                    if (!array)
                        return;
                    JsonDocument? whole = null;
                    try
                    {
                        whole = JsonDocument.Parse(bytes);
                    }
                    catch (JsonException)
                    {
                        // Then it was told.
                    }

                    elements.ShouldBe(whole?.RootElement.EnumerateArray().Select(e => e.GetRawText()).ToList());
                },
                iter: 50_000
            );

    static List<string> Read(string text, int step, bool array = true)
    {
        using var elements = new JsonElements(new Dribble(Encoding.Latin1.GetBytes(text), step), array);
        var read = new List<string>();
        while (elements.Next(out var row))
            read.Add(Encoding.Latin1.GetString(row));
        return read;
    }
}
