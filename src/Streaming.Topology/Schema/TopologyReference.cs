using System.Text;
using Streaming.Topology.Config;
using Streaming.Topology.Expressions.Checking;

namespace Streaming.Topology.Schema;

/// <summary>The reference of topology files as Markdown, from the declarations their reader uses.</summary>
public static class TopologyReference
{
    /// <summary>All keys of <c>topology.yaml</c>, all functions of expressions; lies at <c>topology/REFERENCE.md</c>.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Reference of topology.yaml\n\nWritten from the declarations that the reader of this file uses.\n");
        ReferenceTables.Append(TopologyConfig.Shape, text);
        Functions(text);
        return text.ToString();
    }

    static void Functions(StringBuilder text)
    {
        text.Append(
            """

            ## Expressions

            Fields and features by name (odd names in back quotes), numbers, `true` and `false`, text in 'single' or "double"
            quotes; `+ - * / %`, `== != < <= > >=`, `x in ('a', 'b')`, `and or not` (also `&& || !`). An operation on something
            missing gives missing; `and` and `or` give what is certain all the same; division by zero gives missing. The
            difference of two timestamps is a number of seconds.

            | function | what it gives |
            |---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (var signature in Signatures.ByName.Values)
            text.Append($"| `{signature}` | {ReferenceTables.Cell(signature.Doc)} |\n");
    }
}
