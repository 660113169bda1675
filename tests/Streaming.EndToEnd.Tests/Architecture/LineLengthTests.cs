namespace Streaming.EndToEnd.Tests.Architecture;

/// <summary>Lines fit on a screen. The formatter breaks code; it leaves comments and quoted text to whoever writes them.</summary>
public sealed class LineLengthTests
{
    const int Columns = 140;

    [Fact]
    public void Lines_have_at_most_140_columns() =>
        ProductFiles.Sources().SelectMany(f => TooLong(ProductFiles.Lines(f)).Select(line => $"{f}({line})")).ShouldBeEmpty();

    [Theory]
    [InlineData(Columns, new int[0])]
    [InlineData(Columns + 1, new[] { 1 })]
    public void A_line_that_is_too_long_is_found(int length, int[] found) => TooLong([new string('x', length)]).ShouldBe(found);

    [Fact]
    public void Quoted_text_is_as_it_is()
    {
        var text = new string('x', Columns + 1);
        const string Quotes = "\"\"\"";
        TooLong([$"Text = {Quotes}", text, $"{Quotes};", $"{Quotes}{text}{Quotes}", text]).ShouldBe([5]);
    }

    /// <summary>What stands in raw string literals is data.</summary>
    static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var quoted = false;
        foreach (var (i, line) in lines.Index())
        {
            var quotes = line.Split("\"\"\"").Length - 1;
            if (line.Length > Columns && !quoted && quotes == 0)
                yield return i + 1;
            quoted ^= quotes % 2 == 1;
        }
    }
}
