namespace Streaming.Store.Runs;

/// <summary>Something that a run is told. It is stored before anybody hears of it, and stays.</summary>
/// <param name="Id">By which the same message is known when it comes again.</param>
/// <param name="Run">The run.</param>
/// <param name="Topology">Whose run it is.</param>
/// <param name="Type">What kind of message it is.</param>
/// <param name="Version">Of that kind.</param>
/// <param name="Body">JSON.</param>
public sealed record NewMessage(string Id, Guid Run, string Topology, string Type, int Version, string Body);

/// <summary>A message as it is stored.</summary>
/// <param name="Message">The message.</param>
/// <param name="StoredAt">When, by the database's clock.</param>
/// <param name="HandledAt">When it was handled, by the database's clock; null: it was not.</param>
/// <param name="Aside">Why nothing came of it; null: something did, or it was not handled yet.</param>
public sealed record StoredMessage(NewMessage Message, DateTimeOffset StoredAt, DateTimeOffset? HandledAt, string? Aside);

/// <summary>A run and where its history is.</summary>
/// <param name="Id">Of the run.</param>
/// <param name="Topology">Whose model it renews.</param>
/// <param name="Number">Its number among that topology's.</param>
/// <param name="Open">It is not over.</param>
public sealed record RunRow(Guid Id, string Topology, int Number, bool Open)
{
    /// <summary>What the names of all histories begin with.</summary>
    public const string Prefix = "learning/";

    /// <summary>Name of its history.</summary>
    public string Stream => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{Topology}/{Number}");
}
