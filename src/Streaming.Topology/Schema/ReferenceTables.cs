using System.Text;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Schema;

/// <summary>The keys of a file as Markdown, a table for each set of keys, from the declaration its reader uses.</summary>
static class ReferenceTables
{
    public static void Append(Shape root, StringBuilder text) => Append(root, text, []);

    public static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);

    static void Append(Shape shape, StringBuilder text, HashSet<string> written)
    {
        if (shape is IKeyed keyed)
        {
            if (!written.Add(keyed.Title))
                return;
            text.Append($"\n## `{keyed.Title}`\n\n| key | value | default | what it says |\n|---|---|---|---|\n");
            foreach (var key in keyed.Keys)
            {
                text.Append(
                    $"| `{key.Name}` | {Cell(key.Shape.Kind)} | "
                        + $"{(key.IsRequired ? "required" : key.Default is null ? "" : $"`{key.Default}`")} | {Cell(key.Doc)} |\n"
                );
            }
        }

        foreach (var part in shape.Parts)
            Append(part, text, written);
    }
}
