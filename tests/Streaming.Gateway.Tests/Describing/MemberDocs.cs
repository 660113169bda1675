using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Streaming.Gateway.Tests.Describing;

/// <summary>What the source says of types and their members, from the documentation that the compiler wrote beside them.</summary>
sealed partial class MemberDocs
{
    readonly Dictionary<Assembly, Dictionary<string, XElement>> _read = [];

    /// <summary>A member's comment, or that of the parameter it was made from; nothing where there is none.</summary>
    public string Of(MemberInfo member)
    {
        var type = member.DeclaringType!;
        var own = Find(type, $"P:{NameOf(type)}.{member.Name}")?.Element("summary");
        var parameter = Find(type, $"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == member.Name);
        return Text(own ?? parameter);
    }

    /// <summary>A type's comment.</summary>
    public string Of(Type type) => Text(Find(type, $"T:{NameOf(type)}")?.Element("summary"));

    XElement? Find(Type type, string name)
    {
        if (!_read.TryGetValue(type.Assembly, out var members))
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"{type.Assembly.GetName().Name}.xml");
            members = File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(m => m.Attribute("name")!.Value, StringComparer.Ordinal)
                : [];
            _read[type.Assembly] = members;
        }

        return members.GetValueOrDefault(name);
    }

    static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    static string Text(XElement? element) =>
        element is null ? "" : Blanks().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "paramref" or "seealso" } link => Named(link),
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => string.Concat(other.Nodes().Select(Text)),
            _ => "",
        };

    static string Named(XElement link) =>
        link.Attribute("langword")?.Value
        ?? link.Attribute("name")?.Value
        ?? (link.Attribute("cref")?.Value is { } cref ? $"`{cref[(cref.LastIndexOf('.') + 1)..]}`" : link.Value);

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
