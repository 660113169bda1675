using System.Text.Json;

namespace Streaming.Events.Tests.Predictions;

/// <summary>What docs/schemas promises, read from the files themselves so that they cannot go stale.</summary>
sealed class PublishedSchema(string file)
{
    readonly JsonElement _schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), file))).RootElement;

    public IReadOnlyList<string> Required => [.. _schema.GetProperty("required").EnumerateArray().Select(e => e.GetString()!)];

    public IReadOnlyList<string> Properties => [.. _schema.GetProperty("properties").EnumerateObject().Select(p => p.Name)];

    public JsonElement Property(string name) => _schema.GetProperty("properties").GetProperty(name);

    static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "docs", "schemas");
    }
}
