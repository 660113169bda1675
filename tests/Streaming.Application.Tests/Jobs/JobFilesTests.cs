using Streaming.Application.Jobs;
using Streaming.Learning.Tests.Recorded;

namespace Streaming.Application.Tests.Jobs;

public sealed class JobFilesTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("streaming-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Fails where a job of a learning run waits for ever, because somebody has changed the policy since.</summary>
    [Fact]
    public void A_job_does_not_wait_for_the_policy_that_its_topology_had()
    {
        var path = Path.Combine(_folder, "topology.yaml");
        File.WriteAllText(path, RecordedHistory.Text + "\nlearning: { retrain: { every: 30d } }\n");
        var files = new JobFiles();
        files.Topology(path).ShouldBe(path);
        var file = files.All.ShouldHaveSingleItem();
        JobFiles.WhyNotHere(file).ShouldBeNull();

        File.WriteAllText(path, RecordedHistory.Text + "\nlearning: { retrain: { every: 7d } }\n");
        JobFiles.WhyNotHere(file).ShouldBeNull();

        File.WriteAllText(path, RecordedHistory.Text.Replace("rule: 0", "rule: 1", StringComparison.Ordinal));
        JobFiles.WhyNotHere(file).ShouldBe($"{path} is not the file that it was when the job was asked for");

        File.Delete(path);
        JobFiles.WhyNotHere(file).ShouldBe($"{path} cannot be read here");
    }
}
