using Streaming.Events.Rows;

namespace Streaming.Validation.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void The_document_lists_every_reason_once()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent;
        var text = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "validation.md"));
        text.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .Where(name => ReasonCodes.TryParse(name, out _))
            .Order()
            .ShouldBe(Enum.GetValues<ReasonCode>().Select(ReasonCodes.Name).Order());
    }
}
