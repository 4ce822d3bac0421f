import ArgumentParser

/// The completion script for bash: the parser's own knows only what stands behind a command's word, so the line is laid
/// out for it as the program itself does. Options without a command are a build's, and the word may come after them.
enum BashCompletion {
  static var script: String {
    let registration = "complete -o filenames -F _tropebuild tropebuild"
    return Tropebuild.completionScript(for: .bash).replacing(
      registration, with: laidOut + "\ncomplete -o filenames -F _tropebuild_laid_out tropebuild")
  }

  private static var laidOut: String {
    let commands = Tropebuild.configuration.subcommands.map { $0._commandName } + ["help"]
    let options = CommandOrder.optionsWithValue.sorted()
    return template.replacing("COMMANDS", with: commands.joined(separator: " "))
      .replacing("OPTIONS", with: options.joined(separator: "|"))
  }

  private static let template = #"""
    # Puts the command's word in front, or the build's where there is none, and completes that line.
    _tropebuild_laid_out() {
        local cur="${2}" prev="${3}" command='' word
        local commands='COMMANDS'
        local -i index place=0
        local is_value=false
        for ((index = 1; index < COMP_CWORD; index++)); do
            word="${COMP_WORDS[index]}"
            if "${is_value}"; then
                is_value=false
                [[ "${word}" = '=' ]] && is_value=true
                continue
            fi
            case "${word}" in
            OPTIONS)
                is_value=true
                ;;
            '=')
                is_value=true
                ;;
            -*) ;;
            *)
                [[ " ${commands} " = *" ${word} "* ]] && command="${word}" && place="${index}"
                break
                ;;
            esac
        done
        if [[ "${command}" = 'help' ]]; then
            COMPREPLY=($(compgen -W "${commands}" -- "${cur}"))
            return
        fi
        if [[ -z "${command}" ]]; then
            if ! "${is_value}" && [[ "${cur}" != -* && "${cur}" != [0-9]* ]]; then
                # A command may come here; beside it a build's movies, where other words stand already.
                COMPREPLY=($(compgen -W "${commands}" -- "${cur}"))
                [[ "${COMP_CWORD}" -eq 1 || -n "${cur}" ]] && return
            fi
            command='build'
        fi
        local -a before=("${COMP_WORDS[@]:1:COMP_CWORD}") after=("${COMP_WORDS[@]:COMP_CWORD + 1}")
        local -i COMP_CWORD="${COMP_CWORD}"
        if [[ "${place}" -gt 0 ]]; then
            unset "before[place - 1]"
        else
            COMP_CWORD+=1
        fi
        local -a COMP_WORDS=("${COMP_WORDS[0]}" "${command}" "${before[@]}" "${after[@]}")
        local COMP_LINE="${COMP_WORDS[*]}"
        local -a to_cursor=("${COMP_WORDS[@]:0:COMP_CWORD}" "${cur}")
        local -i COMP_POINT
        word="${to_cursor[*]}"
        COMP_POINT="${#word}"
        _tropebuild tropebuild "${cur}" "${prev}"
    }
    """#
}
