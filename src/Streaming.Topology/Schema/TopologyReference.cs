using System.Text;
using Streaming.Topology.Config;
using Streaming.Topology.Expressions.Checking;
using Streaming.Topology.Shapes;
using Streaming.Topology.Simulation.Config;

namespace Streaming.Topology.Schema;

/// <summary>The reference of configuration files as Markdown, from the declarations their readers use.</summary>
public static class TopologyReference
{
    /// <summary>All keys of <c>topology.yaml</c> and <c>simulator.yaml</c>, all functions of expressions; lies at <c>topology/REFERENCE.md</c>.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Reference of topology.yaml and simulator.yaml\n\nWritten from the declarations that the reader of these files uses.\n");
        Tables(TopologyConfig.Shape, text, []);
        Functions(text);
        Tables(SimulatorConfig.Shape, text, []);
        return text.ToString();
    }

    static void Tables(Shape shape, StringBuilder text, HashSet<string> written)
    {
        if (shape is IKeyed keyed)
        {
            if (!written.Add(keyed.Title)) return;
            text.Append($"\n## `{keyed.Title}`\n\n| key | value | default | what it says |\n|---|---|---|---|\n");
            foreach (var key in keyed.Keys)
                text.Append($"| `{key.Name}` | {Cell(key.Shape.Kind)} | {(key.IsRequired ? "required" : key.Default is null ? "" : $"`{key.Default}`")} | {Cell(key.Doc)} |\n");
        }

        foreach (var part in shape.Parts) Tables(part, text, written);
    }

    static void Functions(StringBuilder text)
    {
        text.Append("""

            ## Expressions

            Fields and features by name (odd names in back quotes), numbers, `true` and `false`, text in 'single' or "double"
            quotes; `+ - * / %`, `== != < <= > >=`, `x in ('a', 'b')`, `and or not` (also `&& || !`). An operation on something
            missing gives missing; `and` and `or` give what is certain all the same; division by zero gives missing. The
            difference of two timestamps is a number of seconds.

            | function | what it gives |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var signature in Signatures.ByName.Values)
            text.Append($"| `{signature}` | {Cell(signature.Doc)} |\n");
    }

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
