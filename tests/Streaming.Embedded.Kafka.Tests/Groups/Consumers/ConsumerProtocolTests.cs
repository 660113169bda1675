using CsCheck;
using Streaming.Embedded.Kafka.Groups.Consumers;

namespace Streaming.Embedded.Kafka.Tests.Groups.Consumers;

public sealed class ConsumerProtocolTests
{
    const int Clients = 4;

    static readonly Gen<(int Kind, int Client)[]> Steps = Gen.Select(Gen.Int[0, 11], Gen.Int[0, Clients - 1]).Array[0, 60];

    [Fact]
    public void Nothing_is_ever_owned_twice_and_a_group_that_settles_owns_everything()
    {
        Gen.Select(Steps, Gen.Bool, Gen.Bool, Gen.Bool)
            .Sample(
                (steps, isStatic, range, alike) =>
                {
                    var group = new SimulatedGroup(
                        Enumerable
                            .Range(0, Clients)
                            .Select(i => new SimulatedClient(
                                isStatic && i % 2 == 0 ? $"i{i}" : null,
                                range ? "range" : "uniform",
                                alike ? ["a", "b"]
                                    : i % 2 == 0 ? ["a"]
                                    : ["b", "no-such"]
                            ))
                    );
                    foreach (var (kind, client) in steps)
                        group.Step(kind, group.Clients[client]);
                    group.Settle();
                    var owned = group.Clients.SelectMany(client => client.Owned.Items).ToList();
                    owned.ShouldBe(group.Wanted(), ignoreOrder: true);
                    group.Group.StateName.ShouldBe("Stable");
                    group.Group.Members.Values.ShouldAllBe(member => member.Epoch == group.Group.Epoch);
                    if (!range && alike)
                    {
                        var counts = group.Clients.Select(client => client.Owned.Count).ToList();
                        (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
                    }
                },
                iter: 300
            );
    }

    [Fact]
    public void A_heartbeat_with_nothing_new_changes_nothing()
    {
        var group = new SimulatedGroup([new SimulatedClient(null, "uniform", ["a"]), new SimulatedClient("i", "uniform", ["b"])]);
        group.Settle();
        var before = group.Group;
        foreach (var client in group.Clients)
            group.Step(0, client);
        group.Group.ShouldBeSameAs(before);
    }
}
