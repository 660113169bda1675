using System.Globalization;
using Streaming.Application.DescribeModel;
using Streaming.Topology;

namespace Streaming.Application.DescribeTopology;

/// <summary>A system card in words.</summary>
public static class SystemCardFile
{
    /// <summary>Whether a name's ending says what kind of file it is.</summary>
    public static bool IsKnown(string file) => CardFile.IsPage(file) || file.EndsWith(".md", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes it: whole, or not at all.</summary>
    /// <param name="file">Ends in .html or .md.</param>
    /// <param name="card">The card.</param>
    /// <exception cref="StreamingException">The file cannot be made.</exception>
    public static void Write(string file, SystemCard card) =>
        CardFile.Write(file, CardFile.IsPage(file) ? CardPage.Of(Title(card), Sections(card)) : Markdown(card));

    /// <summary>As Markdown.</summary>
    public static string Markdown(SystemCard card) => CardMarkdown.Of(Title(card), Sections(card));

    static string Title(SystemCard card) => $"System card of {card.Topology}";

    static IReadOnlyList<CardSection> Sections(SystemCard card) =>
        [
            .. card
                .Facts.GroupBy(f => f.Section)
                .Select(section => new CardSection(
                    section.Key,
                    [],
                    new CardTable(["", "known"], [.. section.Select(f => (IReadOnlyList<string>)[f.Name, f.Value ?? "not said"])])
                )),
            new CardSection(
                "Duties and evidence",
                [
                    "Where evidence is, for duties that a pipeline can serve. Whether a duty applies, and is met, is for those who run the "
                        + "system to say.",
                ],
                new CardTable(
                    ["rule", "place", "asks for", "state", "operations that show it"],
                    [
                        .. card.Duties.Select(d =>
                            (IReadOnlyList<string>)[d.Rule, d.Place, d.Asks, Word(d.State), d.Lacks ?? string.Join(", ", d.Evidence)]
                        ),
                    ]
                )
            ),
            new CardSection("Put together", [card.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)]),
        ];

    static string Word(DutyState state) =>
        state switch
        {
            DutyState.Produced => "produced",
            DutyState.NotDeclared => "not declared",
            _ => "NOT PROVIDED",
        };
}
