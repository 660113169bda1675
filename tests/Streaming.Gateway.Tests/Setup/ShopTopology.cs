namespace Streaming.Gateway.Tests.Setup;

/// <summary>A small topology with topics of its own, in a folder of its own.</summary>
sealed class ShopTopology : IDisposable
{
    static int _made;

    public ShopTopology(
        int maxBytes = 1_000_000,
        string order = "{ }",
        string format = "json",
        bool personal = false,
        bool labels = false,
        string explain = ""
    )
    {
        Name = $"shop-{Interlocked.Increment(ref _made)}-{Environment.ProcessId}";
        Folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        File = Path.Combine(Folder, "topology.yaml");
        System.IO.File.WriteAllText(
            File,
            $$"""
            topology: {{Name}}
            version: 1
            source:
              topic: {{Name}}.orders
              key: customer
              id: id
              time: at
              max_bytes: {{maxBytes}}
              format: {{format}}
              fields:
                id: { type: string, max_length: 64 }
                at: timestamp
                customer: { type: string, max_length: 64, personal: {{(personal ? "true" : "false")}} }
                amount: { type: double, min: 0 }
            {{(labels ? Labels() : "")}}
            features:
              amount: amount
              orders_1d: { count: "*", per: customer, over: 1d }
            score:
              model: {{Name}}
              rule: if(amount > 100, 1, 0.25)
              decide:
                large: score >= 0.5
                small: otherwise
            {{explain}}
            order: {{order}}
            output:
              predictions: {{Name}}.predictions
              quarantine: {{Name}}.quarantine

            """
        );
    }

    string Labels() =>
        $$"""
            labels: {
                topic: {{Name}}.labels, id: id, time: at, known: known, delay: 1d, target: good,
                fields: { good: bool, kind: { type: string, optional: true } } }
            """;

    public string Name { get; }

    public string Folder { get; }

    public string File { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
