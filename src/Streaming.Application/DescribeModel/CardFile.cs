using Streaming.Application.Exporting;
using Streaming.Topology;

namespace Streaming.Application.DescribeModel;

/// <summary>A card as a file.</summary>
public static class CardFile
{
    /// <summary>Whether a name's ending says what kind of file it is.</summary>
    public static bool IsKnown(string file) => IsPage(file) || Ends(file, ".md");

    /// <summary>Writes it: whole, or not at all.</summary>
    /// <param name="file">Ends in .html or .md.</param>
    /// <param name="card">The card.</param>
    /// <exception cref="StreamingException">The file cannot be made.</exception>
    public static void Write(string file, ModelCard card)
    {
        using var partial = PartialFile.Create(file);
        File.WriteAllText(partial.Path, IsPage(file) ? CardPage.Of(card) : CardMarkdown.Of(card));
        partial.Complete();
    }

    static bool IsPage(string file) => Ends(file, ".html");

    static bool Ends(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
