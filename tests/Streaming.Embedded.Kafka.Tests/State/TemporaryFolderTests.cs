using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Tests.State;

/// <summary>A broker without a folder leaves none, and takes no other's.</summary>
public sealed class TemporaryFolderTests
{
    static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_broker_without_a_folder_leaves_none_behind()
    {
        string folder;
        await using (var broker = await EmbeddedKafka.StartAsync())
        {
            folder = await FolderAsync(broker);
            Directory.Exists(folder).ShouldBeTrue();
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_process_left_goes_away()
    {
        var folder = Directory.CreateTempSubdirectory("embedded-kafka-").FullName;
        File.WriteAllText(Path.Combine(folder, DirectoryLock.FileName), "");
        Directory.SetLastWriteTimeUtc(folder, LongAgo);

        TemporaryFolder.Sweep(folder);

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public void A_living_broker_s_folder_stays()
    {
        var folder = Directory.CreateTempSubdirectory("embedded-kafka-").FullName;
        using (DirectoryLock.Take(folder))
        {
            Directory.SetLastWriteTimeUtc(folder, LongAgo);
            TemporaryFolder.Sweep(folder);
            Directory.Exists(folder).ShouldBeTrue();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_starting_broker_s_folder_stays()
    {
        var folder = Directory.CreateTempSubdirectory("embedded-kafka-").FullName;

        TemporaryFolder.Sweep(folder);

        Directory.Exists(folder).ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Where a broker says that its data are.</summary>
    static async Task<string> FolderAsync(EmbeddedKafka broker)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var settings = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Broker, Name = "1" }]);
        return settings[0].Entries["log.dirs"].Value;
    }
}
