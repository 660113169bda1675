using Streaming.Application.Exporting;
using Streaming.Topology;

namespace Streaming.Application.DescribeModel;

/// <summary>A card as a file.</summary>
public static class CardFile
{
    /// <summary>Whether a name's ending says what kind of file it is.</summary>
    public static bool IsKnown(string file) => IsPage(file) || IsBom(file) || Ends(file, ".md");

    /// <summary>Writes it: whole, or not at all.</summary>
    /// <param name="file">Ends in .html, .md or .json.</param>
    /// <param name="card">The card.</param>
    /// <exception cref="StreamingException">The file cannot be made.</exception>
    public static void Write(string file, ModelCard card)
    {
        Write(
            file,
            IsPage(file) ? CardPage.Of(card)
                : IsBom(file) ? CardBom.Of(card)
                : CardMarkdown.Of(card)
        );
    }

    /// <summary>Writes a text: whole, or not at all.</summary>
    internal static void Write(string file, string text)
    {
        using var partial = PartialFile.Create(file);
        File.WriteAllText(partial.Path, text);
        partial.Complete();
    }

    /// <summary>Whether it is to be a page.</summary>
    internal static bool IsPage(string file) => Ends(file, ".html");

    static bool IsBom(string file) => Ends(file, ".json");

    static bool Ends(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
