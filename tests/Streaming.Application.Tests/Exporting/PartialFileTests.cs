using Streaming.Application.Exporting;
using Streaming.Topology;

namespace Streaming.Application.Tests.Exporting;

public sealed class PartialFileTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("partial");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Fails where exports that were killed fill a disk, or one deletes what another is writing.</summary>
    [Fact]
    public void What_a_killed_run_left_goes_and_what_is_being_written_or_somebody_elses_stays()
    {
        var (file, left, written) = (At("out.csv"), Partial(), Partial());
        var other = At("out.csv.notes.partial");
        foreach (var there in (string[])[left, other])
            File.WriteAllText(there, "half");
        using var writing = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.None);

        using (var partial = PartialFile.Create(file))
        {
            File.WriteAllText(partial.Path, "whole");
            partial.Complete();
        }

        File.ReadAllText(file).ShouldBe("whole");
        _folder.GetFiles().Select(f => f.FullName).ShouldBe([file, other, written], ignoreOrder: true);
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_said_before_the_work() =>
        Should
            .Throw<StreamingException>(() => PartialFile.Create(At("no/such/folder/out.html")))
            .Message.ShouldContain("cannot be written");

    string At(string name) => Path.Combine(_folder.FullName, name);

    string Partial() => At($"out.csv.{Guid.NewGuid():N}.partial");
}
