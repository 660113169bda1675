using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace Streaming.Cli.Commands;

/// <summary>Checks of option values that parsing alone does not make.</summary>
static class Check
{
    public static Action<OptionResult> Positive<T>(Option<T?> option)
        where T : struct, INumber<T> => result => result.Refuse<T?>(value => !(value > T.Zero), $"{option.Name} must be greater than 0.");

    public static Action<OptionResult> Positive<T>(Option<T> option)
        where T : struct, INumber<T> => result => result.Refuse<T>(value => !(value > T.Zero), $"{option.Name} must be greater than 0.");

    /// <summary>Adds an error where the option has a value that is wrong; one that cannot be read is reported anyway.</summary>
    public static void Refuse<T>(this OptionResult result, Func<T, bool> wrong, string message)
    {
        try
        {
            if (result.GetValueOrDefault<T>() is { } value && wrong(value))
                result.AddError(message);
        }
        catch (InvalidOperationException)
        {
            // Not a value of the type: parsing adds an error of its own.
        }
    }
}
