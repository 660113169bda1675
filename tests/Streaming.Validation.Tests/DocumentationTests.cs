using System.Text.RegularExpressions;
using Streaming.Events.Rows;

namespace Streaming.Validation.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_document_lists_every_reason_once()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
            folder = folder.Parent;
        var text = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "validation.md"));
        Row().Matches(text).Select(m => m.Groups[1].Value).Where(name => ReasonCodes.TryParse(name, out _)).Order()
            .ShouldBe(Enum.GetValues<ReasonCode>().Select(ReasonCodes.Name).Order());
    }

    [GeneratedRegex("^\\| `([a-z0-9-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
