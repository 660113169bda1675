using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Schema;

/// <summary>JSON Schema (draft 2020-12) of a file, from the declaration its reader uses.</summary>
static class JsonSchemas
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static string Write(Shape root, string title)
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (name, value) in root.Schema())
            schema[name] = value?.DeepClone();
        return schema.ToJsonString(Readable) + "\n";
    }
}
