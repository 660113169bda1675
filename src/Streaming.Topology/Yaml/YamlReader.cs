using Streaming.Topology.Faults;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Streaming.Topology.Yaml;

/// <summary>
/// Reads one YAML document into nodes with positions. Anchors, aliases and tags are refused: a topology needs none, and
/// aliases are how a small file grows to billions of nodes.
/// </summary>
sealed class YamlReader
{
    readonly FaultLog log;
    readonly Parser parser;
    int nodes;

    YamlReader(string text, FaultLog log)
    {
        this.log = log;
        parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <returns>The document's root, or null when it could not be read; the log then says why.</returns>
    public static YamlNode? Read(string text, FaultLog log)
    {
        var reader = new YamlReader(text, log);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            log.Report(
                Line(e.Start),
                Column(e.Start),
                "",
                $"this is not YAML: {Plain(e.Message)}",
                "Check indentation, colons and brackets here and in the line above; put text that holds : { } [ ] , # or ! into quotes."
            );
            return null;
        }
        catch (RefusedException)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The scanner throws plain exceptions of many kinds on some broken texts.
            var at = reader.parser.Current?.End ?? Mark.Empty;
            log.Report(Line(at), Column(at), "", "this is not YAML here or below", "Check brackets and quotes.");
            return null;
        }
    }

    YamlNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            log.Report(1, 1, "", "the file is empty", "Write its keys, one a line, or start from the file of another topology.");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Node(0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _))
            throw Refuse(parser.Current!, "the file holds a second document", "Keep one document in a file; remove what follows `---`.");
        return root;
    }

    YamlNode Node(int depth)
    {
        if (parser.Current is null && !parser.MoveNext())
            throw new YamlException("the file ends too early");
        var start = parser.Current!;
        if (++nodes > YamlLimits.Nodes)
        {
            throw Refuse(
                start,
                $"the file holds more than {YamlLimits.Nodes} values",
                "Split it, or use `for:` for features that are alike."
            );
        }

        if (depth > YamlLimits.Depth)
        {
            throw Refuse(
                start,
                $"values are nested more than {YamlLimits.Depth} deep",
                "No key here needs that depth; look for superfluous brackets."
            );
        }

        if (start is AnchorAlias)
            throw Refuse(start, "aliases (*name) are not accepted", "Write the value out, or put it in quotes if the * belongs to it.");
        if (start is NodeEvent { Anchor.IsEmpty: false })
            throw Refuse(start, "anchors (&name) are not accepted", "Write the value out, or put it in quotes if the & belongs to it.");
        if (start is NodeEvent { Tag.IsEmpty: false })
            throw Refuse(start, "tags (!name) are not accepted", "Remove the tag, or put the value in quotes if the ! belongs to it.");
        return start switch
        {
            Scalar => ScalarNode(parser.Consume<Scalar>()),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => throw Refuse(start, "this is not a value", "Write a value, a list or keys."),
        };
    }

    YamlSequence Sequence(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return new YamlSequence(items, Line(start.Start), Column(start.Start));
    }

    YamlMapping Mapping(int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = new List<YamlEntry>();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var node = Node(depth + 1);
            if (node is not YamlScalar key)
                throw Refuse(node.Line, node.Column, $"a key is {node.Kind}", "Write a plain name before the colon.");
            var value = Node(depth + 1);
            if (first.TryAdd(key.Text, key.Line))
            {
                entries.Add(new YamlEntry(key, value));
            }
            else
            {
                log.Report(
                    key.Line,
                    key.Column,
                    key.Text,
                    $"'{key.Text}' appears twice, first in line {first[key.Text]}",
                    "Remove or rename one of them."
                );
            }
        }

        return new YamlMapping(entries, Line(start.Start), Column(start.Start));
    }

    static YamlScalar ScalarNode(Scalar scalar) =>
        new(
            scalar.Value,
            scalar.Style != ScalarStyle.Plain,
            scalar.Start.Line == scalar.End.Line && scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded),
            Line(scalar.Start),
            Column(scalar.Start)
        );

    RefusedException Refuse(ParsingEvent at, string message, string cure) => Refuse(Line(at.Start), Column(at.Start), message, cure);

    RefusedException Refuse(int line, int column, string message, string cure)
    {
        log.Report(line, column, "", message, cure);
        return new RefusedException();
    }

    static int Line(Mark mark) => (int)Math.Max(1, mark.Line);

    static int Column(Mark mark) => (int)Math.Max(1, mark.Column);

    static string Plain(string message) => message.TrimEnd('.').Replace('\n', ' ');

    /// <summary>Stops the reading of a file whose fault is already in the log.</summary>
    sealed class RefusedException : Exception;
}
